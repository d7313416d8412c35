"""How does a title read in ONIX 3.0 or 3.1? One <Product>, written and then judged.

Elements are written in the schema's order. Nothing is invented: what the source cannot tell is
left out, and a rule says so where a recipient needs it.
"""
