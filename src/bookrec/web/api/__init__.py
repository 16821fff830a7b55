"""The API for programs, under /api/v1."""

API = "/api/v1"
