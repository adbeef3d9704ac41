"""A small classifier trained from the expert's own answers, in this process and within seconds.

TF-IDF over words and word pairs, and one logistic regression per category ("one against the rest"): on short
business texts hard to beat below some thousand labelled examples, and its probabilities can be trusted: of the
answers it gives with 80 % confidence about 80 % are right (see Niculescu-Mizil and Caruana 2005, "Predicting good
probabilities with supervised learning", on logistic regression). A text that carries several categories counts
as an example of each of them.
"""

import time
import warnings
from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from workbench.domain import Answer
from workbench.errors import BadSetting

FEWEST_EXAMPLES = 10
_MOST_FEATURES = 200_000
# Below this many texts a word seen once still tells something; above it, it is mostly noise and memory.
_MANY_TEXTS = 500


class TrainedClassifier:
    """Fitted on texts with their categories. `threshold`: the probability (0–1) under which it gives no answer."""

    def __init__(self, threshold: float = 0.0, seed: int = 1):
        if not 0 <= threshold < 1:
            raise BadSetting(
                f"The confidence below which no answer is given is {threshold}. Enter a share from 0 % to 99 %."
            )
        self.threshold = threshold
        self.seed = seed
        self.categories: list[str] = []

    def fit(self, texts: Sequence[str], categories: Sequence[str]) -> "TrainedClassifier":
        """Learn from texts and the category of each, in the same order. Raises BadSetting where that cannot work."""
        # Imported here, because scikit-learn takes a second that starts and commands without a fit need not wait.
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression
        from sklearn.multiclass import OneVsRestClassifier
        from sklearn.preprocessing import MultiLabelBinarizer

        check_examples(categories)
        by_text: dict[str, set[str]] = defaultdict(set)
        for text, category in zip(texts, categories, strict=True):
            by_text[text].add(category.strip())
        self._vectorizer = TfidfVectorizer(
            ngram_range=(1, 2),
            sublinear_tf=True,
            min_df=2 if len(by_text) >= _MANY_TEXTS else 1,
            max_features=_MOST_FEATURES,
            token_pattern=r"(?u)\b\w+\b",
            dtype=np.float32,
        )
        binarizer = MultiLabelBinarizer()
        targets = binarizer.fit_transform(by_text.values())
        self.categories = [str(name) for name in binarizer.classes_]
        try:
            features = self._vectorizer.fit_transform(by_text)
        except ValueError as error:
            raise BadSetting(
                "The training items have no words in the columns the classifier reads. Choose other columns."
            ) from error
        # With more words than texts the dual problem has the same answer in a tenth of the time.
        model = LogisticRegression(
            C=10.0,
            solver="liblinear",
            dual=True,
            max_iter=1000,
            class_weight="balanced",
            random_state=self.seed,
        )
        self._model = OneVsRestClassifier(model)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a category that every text carries needs no regression
            self._model.fit(features, targets)
        return self

    def answer_all(self, texts: Sequence[str]) -> list[Answer]:
        """One answer per text, with the probability of its category; `latency_s` is the batch's time per text."""
        if not texts:
            return []
        started = time.perf_counter()
        chances = self._model.predict_proba(self._vectorizer.transform(texts))
        best = chances.argmax(axis=1)
        latency_s = (time.perf_counter() - started) / len(texts)
        answers = []
        for row, column in enumerate(best):
            confidence, name = float(chances[row, column]), self.categories[column]
            answers.append(
                Answer(
                    text=name if confidence >= self.threshold else None,
                    raw=name,
                    confidence=confidence,
                    latency_s=latency_s,
                )
            )
        return answers


def check_examples(categories: Sequence[str]) -> None:
    """Raise BadSetting where these training answers cannot teach anything."""
    if len(categories) < FEWEST_EXAMPLES:
        raise BadSetting(
            f"The train split has {len(categories)} items with an expected answer, and a trained candidate needs "
            f"at least {FEWEST_EXAMPLES}. Give more items an expected answer, or draw a larger train split on the "
            "Golden datasets page."
        )
    distinct = {category.strip() for category in categories}
    if len(distinct) < 2:
        raise BadSetting(
            f"Every item of the train split has the same answer, “{next(iter(distinct))}”, so there is nothing to "
            "tell apart. Add items with other answers, or draw the splits again on the Golden datasets page."
        )
