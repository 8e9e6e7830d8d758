"""A page with nothing but the map and what changes it."""

import made_up
import streamlit as st
from streamlit_folium import st_folium

from geo.layers import base_map, places_layer

ASKED = {
    "all": {},
    "near": {"here": made_up.HERE},
    "closed": {},
    "none": {},
    "one": {"selected": made_up.HOSTILE},
    "alone": {},
    "spot": {"here": made_up.SPOT},
    "over": {"until": made_up.PAST},
}

asked = st.radio("Asked", list(ASKED), key="asked")
st_folium(
    base_map(outline="/data/outline-1.geojson", tiles=True),
    feature_group_to_add=places_layer(
        made_up.FILE, made_up.shown(asked), view=asked, **ASKED[asked]
    ),
    returned_objects=[],
    use_container_width=True,
    height=480,
    key="map",
)
st.button("After the map")
