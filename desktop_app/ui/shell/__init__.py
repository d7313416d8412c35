"""The frame round the rooms: environment strip, toolbar, sidebar, status bar."""
