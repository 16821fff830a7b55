"""The UCSD Book Graph: 229 million interactions of 876 thousand users with 2.4 million books.

M. Wan, J. McAuley, *Item Recommendation on Monotonic Behavior Chains*, RecSys 2018.
"""
