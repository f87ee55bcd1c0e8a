// Videos (Veo): the name of an operation is its path: `models/veo-3/operations/abc`.
import { videoOperation as watchedVideo } from '@kit/transformer-gemini/resources';
import { googleDialect } from './dialect.ts';

export const videoOperation = watchedVideo({
  dialect: googleDialect,
  look: (id) => ({ method: 'GET', path: `/${id.split('/').map(encodeURIComponent).join('/')}` }),
});
