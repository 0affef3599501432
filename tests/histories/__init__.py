"""Random order histories against the real services, and what must hold after every act of them."""
