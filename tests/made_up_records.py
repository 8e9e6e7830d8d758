"""Values of made-up records; nothing here is a real place or service."""

PLACE = {
    "id": "made-up-library",
    "name": "Made-up Library",
    "kind": "library",
    "tier": "public_building",
    "status": "active",
    "visibility": "public",
    "address": "1 Nowhere Street",
    "postcode": "E16 1ZE",
    "borough": "Newham",
    "lat": 51.508,
    "lon": 0.016,
    "point_source": "source",
    "opening_hours": "Mo-Su 09:00-17:00; PH off",
    "source_name": "Nowhere Council",
    "source_url": "https://example.org/",
    "source_date": "2026-06",
    "confidence": "high",
}
SCHEME = {
    "id": "made-up-scheme",
    "name": "Made-up Havens",
    "status": "active",
    "visibility": "public",
    "confidence": "high",
}
SERVICE = {
    "id": "made-up-line",
    "name": "Made-up Line",
    "status": "active",
    "visibility": "public",
    "summary": "Somebody made up to talk to.",
    "topics": ["any worry"],
    "audience": ["young_person"],
    "coverage": ["UK"],
    "referral": ["self"],
    "source_name": "Nowhere Charity",
    "source_url": "https://example.org/",
    "source_date": "2026-06",
    "confidence": "high",
}
CHANNEL = {
    "kind": "phone",
    "contact": "0800 000 000",
    "opening_hours": "Mo-Su 09:00-17:00; PH off",
    "source_url": "https://example.org/",
    "source_date": "2026-06",
    "confidence": "high",
}
