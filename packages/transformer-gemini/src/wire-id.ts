// The name of this wire: in origins of opaque data, and the last key under which vendor-only request fields are found.
export const wireId = 'gemini';
