"""The inspector: what would this one title's destination receive, what changed, may it go?"""
