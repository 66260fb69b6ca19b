"""The same text again: near-duplicates in Chinese, English and mixed text, and what they share."""

from clearwater.detect.texts.base import Alike
from clearwater.detect.texts.clusters import TextClusters, cluster_texts, text_clusters
from clearwater.detect.texts.links import canonical_url, hashtag_sequence
from clearwater.detect.texts.normaliser import normalised
from clearwater.detect.texts.repeated_phrases import PhraseEvidence, Phrases, repeated_phrases
from clearwater.detect.texts.skeleton import Skeleton, skeleton

__all__ = [
    "Alike",
    "PhraseEvidence",
    "Phrases",
    "Skeleton",
    "TextClusters",
    "canonical_url",
    "cluster_texts",
    "hashtag_sequence",
    "normalised",
    "repeated_phrases",
    "skeleton",
    "text_clusters",
]
