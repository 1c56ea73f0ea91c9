"""The real core, flow and journal over a virtual CLICK in virtual time, one seed a schedule (L1)."""
