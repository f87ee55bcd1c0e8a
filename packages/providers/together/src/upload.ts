// Uploads: one form, where the vendor's own client is redirected to a store. The form names the file and its type once more.
import type { FilesRequest, WireRequest } from '@kit/core';
import { uploadForm } from '@kit/transformer-openai';

export function upload(request: Extract<FilesRequest, { action: 'upload' }>): WireRequest {
  const { name = 'file.jsonl' } = request;
  const fileType = /\.(jsonl|parquet|csv)$/i.exec(name)?.[1]?.toLowerCase() ?? 'jsonl';
  const fields = uploadForm({ ...request, name }, 'batch-api', { file_name: name, file_type: fileType });
  return { path: '/files/upload', body: { type: 'form', fields } };
}
