"""Model providers over HTTP: a prompt in, an Answer out."""
