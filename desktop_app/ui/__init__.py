"""The window. Qt only; everything it knows comes from the services of an open App."""
