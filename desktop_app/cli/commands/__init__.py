"""One function a command: arguments in, an exit code out."""
