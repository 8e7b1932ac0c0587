"""What several pages share; in a folder of its own, since Streamlit takes a module beside the pages for a page."""
