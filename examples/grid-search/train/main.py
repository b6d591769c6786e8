"""Trains one combination of hyper-parameters and logs its accuracy."""
import argparse

import mlflow
from sklearn.datasets import load_digits
from sklearn.model_selection import cross_val_score
from sklearn.neural_network import MLPClassifier

parser = argparse.ArgumentParser()
parser.add_argument("--data")
parser.add_argument("--learning_rate", type=float)
parser.add_argument("--layers", type=int)
given = parser.parse_args()

images, labels = load_digits(return_X_y=True)
model = MLPClassifier([64] * given.layers, learning_rate_init=given.learning_rate, max_iter=200, random_state=1)
with mlflow.start_run():
    mlflow.log_params(vars(given))
    mlflow.log_metric("accuracy", cross_val_score(model, images, labels, cv=3).mean())
