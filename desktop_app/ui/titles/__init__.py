"""The Titles room: which titles are there, and how does each stand at every destination?"""
