FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /srv/heed

COPY requirements.txt .
RUN pip install --no-cache-dir --require-hashes -r requirements.txt

COPY . .
RUN useradd --system heed && mkdir /data && chown heed /data
USER heed

ENV HEED_DATA_DIR=/data
VOLUME /data
EXPOSE 8000
CMD ["flask", "serve", "--host", "0.0.0.0", "--port", "8000"]
