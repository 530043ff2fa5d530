"""How a text tells an event: who does what to whom, when and how surely; which facts it has; what it takes over."""
