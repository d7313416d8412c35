"""How does a hand-off reach the far end? Couriers for the contract and for plain webhooks."""
