// A process that writes to S3 and is killed meanwhile: `node s3-writing-process.js <folder> <endpoint> <statement>`.
import { Lake } from '../../dist/src/index.js';

const [folder, endpoint, statement] = process.argv.slice(2);
const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
const lake = await Lake.open(folder, { threads: 1, s3: { endpoint, region: 'us-east-1', credentials } });
await lake.query(statement);
await lake.close();
