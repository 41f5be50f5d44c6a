"""How the embedded model is trained: labelled articles, what is made of them, and what was trained on it."""
