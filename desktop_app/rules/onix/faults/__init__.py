"""Which faults do ONIX schemas not see? One function for each, over the bytes that would go."""
