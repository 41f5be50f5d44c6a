"""Records as rows that a conflict desk imports. The only place where a word like "dozens" becomes one number."""
