"""Dialogs that lie over the window: one frame for all of them."""

from desktop_app.ui.sheets.frame import Sheet, labelled

__all__ = ["Sheet", "labelled"]
