# The server with a dataset of yours. The image's digest names both, for good: a new version of the dataset is a new
# digest, and publishing it is the rolling update of a Deployment.
#
#   docker build -f dataset.Dockerfile --build-arg CHANCERY=chancery:1.0.0 -t REGISTRY/chancery:my-data FOLDER
#
# FOLDER holds dataset.db.
ARG CHANCERY=chancery:1.0.0
FROM ${CHANCERY}
COPY dataset.db /srv/chancery/dataset.db
ENV CHANCERY_DB=/srv/chancery/dataset.db
