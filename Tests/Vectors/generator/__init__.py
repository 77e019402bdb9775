"""The families of operator vectors; `make_vectors.py` runs them all."""
