"""Figures and case studies for the public: pages that open from disk and run no script."""
