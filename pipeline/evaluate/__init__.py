"""How well publications are read: against gold tables, and against another engine's words."""
