"""Programs of their own: the Consonance double and the embedded xConnector."""
