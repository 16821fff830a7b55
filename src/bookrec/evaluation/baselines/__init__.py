"""The models every evaluation compares with, each in a file of its own."""
