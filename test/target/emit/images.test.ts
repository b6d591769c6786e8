import { describe, expect, it } from 'vitest';
import { batch, compileTexts } from '../../support/marked.ts';

const build = (text: string): Record<string, string> => {
  const { diagnostics, images = [] } = compileTexts(batch(text));
  expect(diagnostics).toEqual([]);
  return Object.fromEntries(images.map((file) => [file.path, file.text]));
};

describe('images', () => {
  it('are made by one file for Docker, from the folder of the sources, and run as our user', () => {
    const files = build(
      'executor a { image "train:1.0"  build { base: "python:3.13-slim", packages: ["numpy==2.3.1", "mlflow[extras]==3.4.0"], context: "images/train" } }\nexecutor b after a { like a }',
    );
    expect(Object.keys(files)).toEqual(['images/train/Dockerfile', 'images/docker-bake.json']);
    const dockerfile = files['images/train/Dockerfile'] ?? '';
    expect(dockerfile.split('\n').slice(1)).toEqual([
      'FROM python:3.13-slim',
      'WORKDIR /app',
      'RUN pip install --no-cache-dir numpy==2.3.1 mlflow[extras]==3.4.0',
      'COPY . /app',
      'USER 1000:1000',
      '',
    ]);
    expect(JSON.parse(files['images/docker-bake.json'] ?? '')).toEqual({
      variable: { SOURCE: { default: '.' } },
      group: { default: { targets: ['train'] } },
      target: {
        train: {
          context: '${SOURCE}/images/train',
          'dockerfile-inline': dockerfile,
          tags: ['registry.example.org/team/train:1.0'],
        },
      },
    });
  });

  it('of two versions have a target each, and none where nothing is made', () => {
    const files = build(
      'executor a { image "train:1.0"  build { base: "python:3.13-slim" } }\nexecutor b { image "train:2.0"  build { base: "python:3.13-slim" } }',
    );
    expect(Object.keys(files)).toEqual([
      'images/train/Dockerfile',
      'images/train-2/Dockerfile',
      'images/docker-bake.json',
    ]);
    expect(build('executor a { image "train:1.0" }')).toEqual({});
  });
});
