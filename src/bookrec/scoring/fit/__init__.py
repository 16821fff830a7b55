"""How the scorer is learnt; torch and scipy."""
