"""What is different from what the destination last took?"""
