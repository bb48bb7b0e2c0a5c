{{/* Name of the operator's resources. */}}
{{- define "rserpool.name" -}}
rserpool-operator
{{- end }}

{{/* Name of what the cluster has only one of. */}}
{{- define "rserpool.clusterName" -}}
rserpool-{{ .Release.Namespace }}
{{- end }}

{{- define "rserpool.selector" -}}
app.kubernetes.io/name: rserpool-operator
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "rserpool.labels" -}}
{{ include "rserpool.selector" . }}
app.kubernetes.io/part-of: rserpool
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{/* Image of a program: (list . "registrar"). */}}
{{- define "rserpool.image" -}}
{{- $root := index . 0 -}}
{{- with $root.Values.image.registry }}{{ . }}/{{ end -}}
rserpool/{{ index . 1 }}
{{- with index ($root.Values.image.digests | default dict) (index . 1) }}@{{ . }}{{ else }}:{{ $root.Values.image.tag | default $root.Chart.AppVersion }}{{ end }}
{{- end }}

{{/* Names of pull secrets, with commas between them. */}}
{{- define "rserpool.pullSecrets" -}}
{{- range $index, $secret := . }}{{ if $index }},{{ end }}{{ $secret.name }}{{ end -}}
{{- end }}

{{/* Secret that others keep the authority of members in; empty: the operator makes it. */}}
{{- define "rserpool.issuedSecret" -}}
{{- with .Values.signer.authority }}{{ .secretName | default (ternary "rserpool-issued-authority" "" (hasKey .issuerRef "name")) }}{{ end -}}
{{- end }}
