import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { WorkflowTemplate } from '@kubernetes-models/argo-workflows/argoproj.io/v1alpha1/WorkflowTemplate';
import { CronWorkflow } from '@kubernetes-models/argo-workflows/argoproj.io/v1alpha1/CronWorkflow';
import { VirtualService } from '@kubernetes-models/istio/networking.istio.io/v1/VirtualService';
import { VirtualService as OldVirtualService } from '@kubernetes-models/istio/networking.istio.io/v1beta1/VirtualService';
import { ScaledObject } from '@kubernetes-models/keda/keda.sh/v1alpha1/ScaledObject';
import { TriggerAuthentication } from '@kubernetes-models/keda/keda.sh/v1alpha1/TriggerAuthentication';
import { PodMonitor } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PodMonitor';
import { PrometheusRule } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PrometheusRule';
import { ValidatingAdmissionPolicy } from 'kubernetes-models/admissionregistration.k8s.io/v1/ValidatingAdmissionPolicy';
import { ValidatingAdmissionPolicyBinding } from 'kubernetes-models/admissionregistration.k8s.io/v1/ValidatingAdmissionPolicyBinding';
import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import { StatefulSet } from 'kubernetes-models/apps/v1/StatefulSet';
import { HorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler';
import { CronJob } from 'kubernetes-models/batch/v1/CronJob';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import { Role } from 'kubernetes-models/rbac.authorization.k8s.io/v1/Role';
import { RoleBinding } from 'kubernetes-models/rbac.authorization.k8s.io/v1/RoleBinding';
import { ConfigMap } from 'kubernetes-models/v1/ConfigMap';
import { Namespace } from 'kubernetes-models/v1/Namespace';
import { PersistentVolumeClaim } from 'kubernetes-models/v1/PersistentVolumeClaim';
import { PodSpec } from 'kubernetes-models/v1/PodSpec';
import { Service } from 'kubernetes-models/v1/Service';
import { ServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import { list, look, record, text } from './look.ts';
import { withoutTags } from './references.ts';

/** A class of the kubernetes-models packages. Its `validate` runs compiled JSON schemas over `this`. */
interface ModelClass {
  readonly prototype: { validate(): void };
}

type Validator = (object: Record<string, unknown>) => string[];

const upstream = (model: ModelClass): Validator =>
  closed((data) => {
    model.prototype.validate.call(data);
  });

const volcanoJob = ownSchema('volcano-job');
const podSpec = upstream(PodSpec);

const validators: Readonly<Record<string, Validator>> = {
  'admissionregistration.k8s.io/v1 ValidatingAdmissionPolicy': upstream(ValidatingAdmissionPolicy),
  'admissionregistration.k8s.io/v1 ValidatingAdmissionPolicyBinding': upstream(ValidatingAdmissionPolicyBinding),
  'apps/v1 Deployment': upstream(Deployment),
  'apps/v1 StatefulSet': upstream(StatefulSet),
  'argoproj.io/v1alpha1 CronWorkflow': upstream(CronWorkflow),
  'argoproj.io/v1alpha1 WorkflowTemplate': workflowTemplate(),
  'autoscaling/v2 HorizontalPodAutoscaler': upstream(HorizontalPodAutoscaler),
  'batch/v1 CronJob': upstream(CronJob),
  'keda.sh/v1alpha1 ScaledObject': upstream(ScaledObject),
  'keda.sh/v1alpha1 TriggerAuthentication': upstream(TriggerAuthentication),
  'machinelearning.seldon.io/v1 SeldonDeployment': seldonDeployment(),
  'monitoring.coreos.com/v1 PodMonitor': upstream(PodMonitor),
  'monitoring.coreos.com/v1 PrometheusRule': upstream(PrometheusRule),
  'networking.istio.io/v1 VirtualService': upstream(VirtualService),
  'networking.istio.io/v1beta1 VirtualService': upstream(OldVirtualService),
  'networking.k8s.io/v1 NetworkPolicy': upstream(NetworkPolicy),
  'policy/v1 PodDisruptionBudget': upstream(PodDisruptionBudget),
  'rbac.authorization.k8s.io/v1 Role': upstream(Role),
  'rbac.authorization.k8s.io/v1 RoleBinding': upstream(RoleBinding),
  'scheduling.volcano.sh/v1beta1 Queue': ownSchema('volcano-queue'),
  'serving.kserve.io/v1alpha1 InferenceGraph': ownSchema('inference-graph'),
  'serving.kserve.io/v1beta1 InferenceService': inferenceService(),
  'v1 ConfigMap': upstream(ConfigMap),
  'v1 Namespace': upstream(Namespace),
  'v1 PersistentVolumeClaim': upstream(PersistentVolumeClaim),
  'v1 Service': upstream(Service),
  'v1 ServiceAccount': upstream(ServiceAccount),
};

/** What is wrong with an object by the schema of its kind, where a field that the schema does not name is wrong too. */
export function validateObject(object: { readonly apiVersion: string; readonly kind: string }): string[] {
  const validator = validators[`${object.apiVersion} ${object.kind}`];
  if (!validator) return [`there is no schema for ${object.apiVersion} ${object.kind}`];
  return validator(structuredClone(object));
}

/**
 * The packages hold schemas only as compiled code, which lets unknown fields pass: it asks for each field that it knows and
 * for no other. So the data is watched while it is checked. Of a record that was asked for any field at all, a field that
 * nobody asked for is unknown; a map is walked key by key, and what a schema leaves open is not looked into.
 */
function closed(check: (data: object) => void): Validator {
  return (object) => {
    const watcher = new Watcher();
    const problems: string[] = [];
    try {
      check(watcher.watch(object));
    } catch (error) {
      problems.push(error instanceof Error ? error.message : String(error));
    }
    return [...problems, ...watcher.unasked(object, '')];
  };
}

class Watcher {
  readonly #asked = new Map<object, Set<PropertyKey>>();

  watch(data: object): object {
    return new Proxy(data, {
      get: (target, key, receiver) => {
        this.#asked.set(target, (this.#asked.get(target) ?? new Set()).add(key));
        const value: unknown = Reflect.get(target, key, receiver);
        return typeof value === 'object' && value !== null ? this.watch(value) : value;
      },
    });
  }

  unasked(data: unknown, path: string): string[] {
    if (typeof data !== 'object' || data === null) return [];
    const asked = this.#asked.get(data);
    if (!asked) return [];
    return Object.entries(data).flatMap(([key, value]: [string, unknown]) =>
      asked.has(key) ? this.unasked(value, `${path}/${key}`) : [`${path}/${key} is not in the schema`],
    );
  }
}

/**
 * In two points the package is not what Argo's definition says, which has a `description` of a parameter and wants no name
 * of a step's container: it calls that `main`.
 */
function workflowTemplate(): Validator {
  const check = upstream(WorkflowTemplate);
  return (object) => {
    const problems: string[] = [];
    for (const container of list(object, 'spec.templates').map((template) => look(template, 'container'))) {
      if (typeof container === 'object' && container !== null) Object.assign(container, { name: 'main', ...container });
    }
    for (const parameter of list(object, 'spec.arguments.parameters') as { description?: unknown }[]) {
      if (!['string', 'undefined'].includes(typeof parameter.description)) problems.push('description must be string');
      delete parameter.description;
    }
    return [...problems, ...check(object), ...list(object, 'spec.templates').flatMap(jobProblems)];
  };
}

/** The job that a template creates is a text, which the schema does not look into. */
function jobProblems(template: unknown): string[] {
  if (look(template, 'resource') === undefined) return [];
  const job = JSON.parse(withoutTags(text(template, 'resource.manifest'))) as Record<string, unknown>;
  const pods = list(job, 'spec.tasks').map((task) => record(look(task, 'template.spec')));
  return [...volcanoJob(job), ...pods.flatMap((pod) => podSpec({ ...pod }))];
}

/** A schema of our own, for what is published nowhere as a package. */
function ownSchema(name: string): Validator {
  const file = new URL(`../schemas/${name}.schema.json`, import.meta.url);
  const schema = JSON.parse(readFileSync(file, 'utf8')) as object;
  const validate = new Ajv2020({ allErrors: true, strict: true, strictRequired: false }).compile(schema);
  return (object) =>
    validate(object)
      ? []
      : (validate.errors ?? []).map(
          ({ instancePath, message, params }) => `${instancePath} ${message ?? ''} ${JSON.stringify(params)}`,
        );
}

/** The pod specs inside are checked as those of Kubernetes. */
function seldonDeployment(): Validator {
  const validate = ownSchema('seldon-deployment');
  return (object) => {
    const problems = validate(object);
    if (problems.length > 0) return problems;
    const { spec } = object as unknown as SeldonDeployment;
    const components = spec.predictors.flatMap(({ componentSpecs }) => componentSpecs ?? []);
    return components.flatMap((component) => podSpec(component.spec));
  };
}

/** What a predictor says of its pod is checked as a pod of Kubernetes. */
function inferenceService(): Validator {
  const validate = ownSchema('inference-service');
  return (object) => {
    const problems = validate(object);
    if (problems.length > 0) return problems;
    const { model, containers, logger: _, minReplicas: __, ...pod } = record(look(object, 'spec.predictor'));
    const { modelFormat: ___, protocolVersion: ____, storageUri: _____, ...server } = record(model);
    return podSpec({ ...pod, containers: containers ?? [{ name: 'kserve-container', ...server }] });
  };
}

interface SeldonDeployment {
  readonly spec: {
    readonly predictors: readonly { readonly componentSpecs?: readonly { readonly spec: Record<string, unknown> }[] }[];
  };
}
