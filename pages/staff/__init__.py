"""Staff pages: one Streamlit page at /staff, whose views are drawn only for who is signed in."""
