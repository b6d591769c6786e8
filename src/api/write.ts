import { stream, writeFiles } from '../target/emit/emit.ts';
import { toYaml } from '../target/emit/yaml.ts';
import type { Manifest, TextFile } from './types.ts';

/** The files of manifests as YAML, with a kustomization for each namespace and one for all. */
export const manifestFiles = (manifests: readonly Manifest[]): readonly TextFile[] => writeFiles(manifests);

/** All objects as one stream of YAML documents, in an order in which they can be applied. */
export const manifestStream = (manifests: readonly Manifest[]): string => stream(manifests);

/** Data as YAML, in the way of the manifests: the same data give the same bytes. */
export const yamlText = (data: unknown): string => toYaml(data);
