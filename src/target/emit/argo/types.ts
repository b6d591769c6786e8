import type { ITemplate } from '@kubernetes-models/argo-workflows/argoproj.io/v1alpha1/Template';
import type { IWorkflowSpec } from '@kubernetes-models/argo-workflows/argoproj.io/v1alpha1/WorkflowSpec';
import type { IWorkflowTemplate } from '@kubernetes-models/argo-workflows/argoproj.io/v1alpha1/WorkflowTemplate';
import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IPersistentVolumeClaim } from 'kubernetes-models/v1/PersistentVolumeClaim';

/**
 * The package's types without fields that they ask for and Argo does not: the container of a step needs no name
 * (`patchTemplateFields` in crds.go), and the template of a claim no kind.
 */
export interface WorkflowTemplate extends Omit<IWorkflowTemplate, 'spec'> {
  readonly spec: WorkflowSpec;
}

export interface WorkflowSpec extends Omit<IWorkflowSpec, 'templates' | 'volumeClaimTemplates'> {
  readonly templates: readonly Template[];
  readonly volumeClaimTemplates?: readonly Omit<IPersistentVolumeClaim, 'apiVersion' | 'kind'>[];
}

export interface Template extends Omit<ITemplate, 'container'> {
  readonly container?: Omit<IContainer, 'name'>;
}
