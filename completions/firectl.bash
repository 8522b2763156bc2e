# bash completion for firectl. Made by `python -m firectl_py.docs --write`; do not edit.
# Needs no other package, and starts no process but for the ids of resources: those `firectl __ids` has in a cache.

# Where `word` leads from `place`; false where it leads nowhere.
__firectl_step() {
    case $place:$word in
    '':accounts|'':account) place='accounts' ;;
    '':api) place='api' ;;
    '':batch-inference-jobs|'':bij|'':batch-inference-job|'':bijs) place='batch-inference-jobs' ;;
    '':completion) place='completion' ;;
    '':config) place='config' ;;
    '':costs|'':cost) place='costs' ;;
    '':datasets|'':dataset) place='datasets' ;;
    '':deployed-models|'':deployed-model) place='deployed-models' ;;
    '':deployments|'':deployment) place='deployments' ;;
    '':doctor) place='doctor' ;;
    '':experiments|'':experiment) place='experiments' ;;
    '':help) place='help' ;;
    '':history) place='history' ;;
    '':local) place='local' ;;
    '':login|'':signin) place='login' ;;
    '':logout) place='logout' ;;
    '':models|'':model) place='models' ;;
    '':profiles|'':profile) place='profiles' ;;
    '':quotas|'':quota) place='quotas' ;;
    '':regions|'':region) place='regions' ;;
    '':set-api-key) place='set-api-key' ;;
    '':sftj|'':sft|'':supervised-fine-tuning-job|'':supervised-fine-tuning-jobs|'':sftjs) place='sftj' ;;
    '':version) place='version' ;;
    '':vpc-deployments|'':vpc-deployment) place='vpc-deployments' ;;
    '':whoami) place='whoami' ;;
    'accounts':list|'accounts':ls) place='accounts list' ;;
    'accounts':get) place='accounts get' ;;
    'batch-inference-jobs':create) place='batch-inference-jobs create' ;;
    'batch-inference-jobs':list|'batch-inference-jobs':ls) place='batch-inference-jobs list' ;;
    'batch-inference-jobs':get) place='batch-inference-jobs get' ;;
    'batch-inference-jobs':delete|'batch-inference-jobs':rm|'batch-inference-jobs':remove) place='batch-inference-jobs delete' ;;
    'batch-inference-jobs':wait) place='batch-inference-jobs wait' ;;
    'batch-inference-jobs':status) place='batch-inference-jobs status' ;;
    'config':list|'config':ls) place='config list' ;;
    'config':get) place='config get' ;;
    'config':set) place='config set' ;;
    'config':unset) place='config unset' ;;
    'config':path) place='config path' ;;
    'costs':estimate) place='costs estimate' ;;
    'costs':running) place='costs running' ;;
    'costs':prices) place='costs prices' ;;
    'costs estimate':sftj) place='costs estimate sftj' ;;
    'costs estimate':deployment) place='costs estimate deployment' ;;
    'costs estimate':inference) place='costs estimate inference' ;;
    'datasets':create) place='datasets create' ;;
    'datasets':list|'datasets':ls) place='datasets list' ;;
    'datasets':get) place='datasets get' ;;
    'datasets':update) place='datasets update' ;;
    'datasets':delete|'datasets':rm|'datasets':remove) place='datasets delete' ;;
    'datasets':wait) place='datasets wait' ;;
    'datasets':status) place='datasets status' ;;
    'datasets':download) place='datasets download' ;;
    'datasets':validate) place='datasets validate' ;;
    'deployed-models':list|'deployed-models':ls) place='deployed-models list' ;;
    'deployed-models':get) place='deployed-models get' ;;
    'deployed-models':update) place='deployed-models update' ;;
    'deployed-models':wait) place='deployed-models wait' ;;
    'deployed-models':status) place='deployed-models status' ;;
    'deployments':create) place='deployments create' ;;
    'deployments':list|'deployments':ls) place='deployments list' ;;
    'deployments':get) place='deployments get' ;;
    'deployments':update) place='deployments update' ;;
    'deployments':delete|'deployments':rm|'deployments':remove) place='deployments delete' ;;
    'deployments':wait) place='deployments wait' ;;
    'deployments':status) place='deployments status' ;;
    'deployments':smoke-test) place='deployments smoke-test' ;;
    'deployments':scale) place='deployments scale' ;;
    'deployments':undelete) place='deployments undelete' ;;
    'experiments':create) place='experiments create' ;;
    'experiments':list|'experiments':ls) place='experiments list' ;;
    'experiments':get) place='experiments get' ;;
    'experiments':run) place='experiments run' ;;
    'experiments':results) place='experiments results' ;;
    'experiments':delete|'experiments':rm|'experiments':remove) place='experiments delete' ;;
    'local':serve) place='local serve' ;;
    'local':status) place='local status' ;;
    'local':reset) place='local reset' ;;
    'local':clock) place='local clock' ;;
    'local':faults) place='local faults' ;;
    'local clock':advance) place='local clock advance' ;;
    'local clock':speed) place='local clock speed' ;;
    'local faults':add) place='local faults add' ;;
    'local faults':list|'local faults':ls) place='local faults list' ;;
    'local faults':clear) place='local faults clear' ;;
    'models':list|'models':ls) place='models list' ;;
    'models':get) place='models get' ;;
    'models':update) place='models update' ;;
    'models':delete|'models':rm|'models':remove) place='models delete' ;;
    'models':wait) place='models wait' ;;
    'models':status) place='models status' ;;
    'models':download) place='models download' ;;
    'models':create) place='models create' ;;
    'models':upload) place='models upload' ;;
    'models':prepare) place='models prepare' ;;
    'models':load-lora) place='models load-lora' ;;
    'models':unload-lora) place='models unload-lora' ;;
    'profiles':list|'profiles':ls) place='profiles list' ;;
    'profiles':create) place='profiles create' ;;
    'profiles':use) place='profiles use' ;;
    'profiles':delete|'profiles':rm|'profiles':remove) place='profiles delete' ;;
    'quotas':list|'quotas':ls) place='quotas list' ;;
    'quotas':get) place='quotas get' ;;
    'quotas':update) place='quotas update' ;;
    'regions':list|'regions':ls) place='regions list' ;;
    'regions':get) place='regions get' ;;
    'sftj':create) place='sftj create' ;;
    'sftj':list|'sftj':ls) place='sftj list' ;;
    'sftj':get) place='sftj get' ;;
    'sftj':delete|'sftj':rm|'sftj':remove) place='sftj delete' ;;
    'sftj':wait) place='sftj wait' ;;
    'sftj':status) place='sftj status' ;;
    'sftj':cancel) place='sftj cancel' ;;
    'sftj':resume) place='sftj resume' ;;
    'vpc-deployments':create) place='vpc-deployments create' ;;
    '':cancel) place='+cancel' ;;
    '+cancel':sftj|'+cancel':sft|'+cancel':supervised-fine-tuning-job|'+cancel':supervised-fine-tuning-jobs|'+cancel':sftjs) place='sftj cancel' ;;
    '':clock) place='+clock' ;;
    '+clock':local) place='local clock' ;;
    '':create) place='+create' ;;
    '+create':batch-inference-jobs|'+create':bij|'+create':batch-inference-job|'+create':bijs) place='batch-inference-jobs create' ;;
    '+create':datasets|'+create':dataset) place='datasets create' ;;
    '+create':deployments|'+create':deployment) place='deployments create' ;;
    '+create':experiments|'+create':experiment) place='experiments create' ;;
    '+create':models|'+create':model) place='models create' ;;
    '+create':profiles|'+create':profile) place='profiles create' ;;
    '+create':sftj|'+create':sft|'+create':supervised-fine-tuning-job|'+create':supervised-fine-tuning-jobs|'+create':sftjs) place='sftj create' ;;
    '+create':vpc-deployments|'+create':vpc-deployment) place='vpc-deployments create' ;;
    '':delete|'':rm|'':remove) place='+delete' ;;
    '+delete':batch-inference-jobs|'+delete':bij|'+delete':batch-inference-job|'+delete':bijs) place='batch-inference-jobs delete' ;;
    '+delete':datasets|'+delete':dataset) place='datasets delete' ;;
    '+delete':deployments|'+delete':deployment) place='deployments delete' ;;
    '+delete':experiments|'+delete':experiment) place='experiments delete' ;;
    '+delete':models|'+delete':model) place='models delete' ;;
    '+delete':profiles|'+delete':profile) place='profiles delete' ;;
    '+delete':sftj|'+delete':sft|'+delete':supervised-fine-tuning-job|'+delete':supervised-fine-tuning-jobs|'+delete':sftjs) place='sftj delete' ;;
    '':download) place='+download' ;;
    '+download':datasets|'+download':dataset) place='datasets download' ;;
    '+download':models|'+download':model) place='models download' ;;
    '':estimate) place='+estimate' ;;
    '+estimate':costs|'+estimate':cost) place='costs estimate' ;;
    '':faults) place='+faults' ;;
    '+faults':local) place='local faults' ;;
    '':get) place='+get' ;;
    '+get':accounts|'+get':account) place='accounts get' ;;
    '+get':batch-inference-jobs|'+get':bij|'+get':batch-inference-job|'+get':bijs) place='batch-inference-jobs get' ;;
    '+get':config) place='config get' ;;
    '+get':datasets|'+get':dataset) place='datasets get' ;;
    '+get':deployed-models|'+get':deployed-model) place='deployed-models get' ;;
    '+get':deployments|'+get':deployment) place='deployments get' ;;
    '+get':experiments|'+get':experiment) place='experiments get' ;;
    '+get':models|'+get':model) place='models get' ;;
    '+get':quotas|'+get':quota) place='quotas get' ;;
    '+get':regions|'+get':region) place='regions get' ;;
    '+get':sftj|'+get':sft|'+get':supervised-fine-tuning-job|'+get':supervised-fine-tuning-jobs|'+get':sftjs) place='sftj get' ;;
    '':list|'':ls) place='+list' ;;
    '+list':accounts|'+list':account) place='accounts list' ;;
    '+list':batch-inference-jobs|'+list':bij|'+list':batch-inference-job|'+list':bijs) place='batch-inference-jobs list' ;;
    '+list':config) place='config list' ;;
    '+list':datasets|'+list':dataset) place='datasets list' ;;
    '+list':deployed-models|'+list':deployed-model) place='deployed-models list' ;;
    '+list':deployments|'+list':deployment) place='deployments list' ;;
    '+list':experiments|'+list':experiment) place='experiments list' ;;
    '+list':models|'+list':model) place='models list' ;;
    '+list':profiles|'+list':profile) place='profiles list' ;;
    '+list':quotas|'+list':quota) place='quotas list' ;;
    '+list':regions|'+list':region) place='regions list' ;;
    '+list':sftj|'+list':sft|'+list':supervised-fine-tuning-job|'+list':supervised-fine-tuning-jobs|'+list':sftjs) place='sftj list' ;;
    '':load-lora) place='+load-lora' ;;
    '+load-lora':models|'+load-lora':model) place='models load-lora' ;;
    '':path) place='+path' ;;
    '+path':config) place='config path' ;;
    '':prepare) place='+prepare' ;;
    '+prepare':models|'+prepare':model) place='models prepare' ;;
    '':prices) place='+prices' ;;
    '+prices':costs|'+prices':cost) place='costs prices' ;;
    '':reset) place='+reset' ;;
    '+reset':local) place='local reset' ;;
    '':results) place='+results' ;;
    '+results':experiments|'+results':experiment) place='experiments results' ;;
    '':resume) place='+resume' ;;
    '+resume':sftj|'+resume':sft|'+resume':supervised-fine-tuning-job|'+resume':supervised-fine-tuning-jobs|'+resume':sftjs) place='sftj resume' ;;
    '':run) place='+run' ;;
    '+run':experiments|'+run':experiment) place='experiments run' ;;
    '':running) place='+running' ;;
    '+running':costs|'+running':cost) place='costs running' ;;
    '':scale) place='+scale' ;;
    '+scale':deployments|'+scale':deployment) place='deployments scale' ;;
    '':serve) place='+serve' ;;
    '+serve':local) place='local serve' ;;
    '':set) place='+set' ;;
    '+set':config) place='config set' ;;
    '':smoke-test) place='+smoke-test' ;;
    '+smoke-test':deployments|'+smoke-test':deployment) place='deployments smoke-test' ;;
    '':status) place='+status' ;;
    '+status':batch-inference-jobs|'+status':bij|'+status':batch-inference-job|'+status':bijs) place='batch-inference-jobs status' ;;
    '+status':datasets|'+status':dataset) place='datasets status' ;;
    '+status':deployed-models|'+status':deployed-model) place='deployed-models status' ;;
    '+status':deployments|'+status':deployment) place='deployments status' ;;
    '+status':local) place='local status' ;;
    '+status':models|'+status':model) place='models status' ;;
    '+status':sftj|'+status':sft|'+status':supervised-fine-tuning-job|'+status':supervised-fine-tuning-jobs|'+status':sftjs) place='sftj status' ;;
    '':undelete) place='+undelete' ;;
    '+undelete':deployments|'+undelete':deployment) place='deployments undelete' ;;
    '':unload-lora) place='+unload-lora' ;;
    '+unload-lora':models|'+unload-lora':model) place='models unload-lora' ;;
    '':unset) place='+unset' ;;
    '+unset':config) place='config unset' ;;
    '':update) place='+update' ;;
    '+update':datasets|'+update':dataset) place='datasets update' ;;
    '+update':deployed-models|'+update':deployed-model) place='deployed-models update' ;;
    '+update':deployments|'+update':deployment) place='deployments update' ;;
    '+update':models|'+update':model) place='models update' ;;
    '+update':quotas|'+update':quota) place='quotas update' ;;
    '':upload) place='+upload' ;;
    '+upload':models|'+upload':model) place='models upload' ;;
    '':use) place='+use' ;;
    '+use':profiles|'+use':profile) place='profiles use' ;;
    '':validate) place='+validate' ;;
    '+validate':datasets|'+validate':dataset) place='datasets validate' ;;
    '':wait) place='+wait' ;;
    '+wait':batch-inference-jobs|'+wait':bij|'+wait':batch-inference-job|'+wait':bijs) place='batch-inference-jobs wait' ;;
    '+wait':datasets|'+wait':dataset) place='datasets wait' ;;
    '+wait':deployed-models|'+wait':deployed-model) place='deployed-models wait' ;;
    '+wait':deployments|'+wait':deployment) place='deployments wait' ;;
    '+wait':models|'+wait':model) place='models wait' ;;
    '+wait':sftj|'+wait':sft|'+wait':supervised-fine-tuning-job|'+wait':supervised-fine-tuning-jobs|'+wait':sftjs) place='sftj wait' ;;
    *) return 1 ;;
    esac
}

# The nouns or verbs that may stand at `place`.
__firectl_words() {
    offer=
    case $place in
    '') offer='accounts api batch-inference-jobs completion config costs datasets deployed-models deployments doctor experiments help history local login logout models profiles quotas regions set-api-key sftj version vpc-deployments whoami' ;;
    'accounts') offer='list get' ;;
    'batch-inference-jobs') offer='create list get delete wait status' ;;
    'config') offer='list get set unset path' ;;
    'costs') offer='estimate running prices' ;;
    'costs estimate') offer='sftj deployment inference' ;;
    'datasets') offer='create list get update delete wait status download validate' ;;
    'deployed-models') offer='list get update wait status' ;;
    'deployments') offer='create list get update delete wait status smoke-test scale undelete' ;;
    'experiments') offer='create list get run results delete' ;;
    'local') offer='serve status reset clock faults' ;;
    'local clock') offer='advance speed' ;;
    'local faults') offer='add list clear' ;;
    'models') offer='list get update delete wait status download create upload prepare load-lora unload-lora' ;;
    'profiles') offer='list create use delete' ;;
    'quotas') offer='list get update' ;;
    'regions') offer='list get' ;;
    'sftj') offer='create list get delete wait status cancel resume' ;;
    'vpc-deployments') offer='create' ;;
    '+cancel') offer='sftj' ;;
    '+clock') offer='local' ;;
    '+create') offer='batch-inference-jobs datasets deployments experiments models profiles sftj vpc-deployments' ;;
    '+delete') offer='batch-inference-jobs datasets deployments experiments models profiles sftj' ;;
    '+download') offer='datasets models' ;;
    '+estimate') offer='costs' ;;
    '+faults') offer='local' ;;
    '+get') offer='accounts batch-inference-jobs config datasets deployed-models deployments experiments models quotas regions sftj' ;;
    '+list') offer='accounts batch-inference-jobs config datasets deployed-models deployments experiments models profiles quotas regions sftj' ;;
    '+load-lora') offer='models' ;;
    '+path') offer='config' ;;
    '+prepare') offer='models' ;;
    '+prices') offer='costs' ;;
    '+reset') offer='local' ;;
    '+results') offer='experiments' ;;
    '+resume') offer='sftj' ;;
    '+run') offer='experiments' ;;
    '+running') offer='costs' ;;
    '+scale') offer='deployments' ;;
    '+serve') offer='local' ;;
    '+set') offer='config' ;;
    '+smoke-test') offer='deployments' ;;
    '+status') offer='batch-inference-jobs datasets deployed-models deployments local models sftj' ;;
    '+undelete') offer='deployments' ;;
    '+unload-lora') offer='models' ;;
    '+unset') offer='config' ;;
    '+update') offer='datasets deployed-models deployments models quotas' ;;
    '+upload') offer='models' ;;
    '+use') offer='profiles' ;;
    '+validate') offer='datasets' ;;
    '+wait') offer='batch-inference-jobs datasets deployed-models deployments models sftj' ;;
    esac
}

# The options at `place`; a = behind those that take a value.
__firectl_options() {
    case $place in
    -) offer= && return ;;
    '') offer='--version -V' ;;
    'accounts list') offer='--filter= --order-by= --page-size= --page-token= --limit= --no-paginate --watch --interval= --on-change=' ;;
    'accounts get') offer='--read-mask=' ;;
    'api') offer='-d= --data=' ;;
    'batch-inference-jobs create') offer='--job-id= --name= -f= --file= --display-name= --model= -m= --input-dataset-id= --input-dataset= --dataset= -d= --output-dataset-id= --output-dataset= -x= --max-tokens= --temperature= --top-p= --n= --extra-body= --top-k= --precision= --continue-from= --max-job-duration= --system-prompt= --wait --wait-timeout= --stall-timeout= --dry-run' ;;
    'batch-inference-jobs list') offer='--filter= --order-by= --page-size= --page-token= --limit= --no-paginate --watch --interval= --on-change=' ;;
    'batch-inference-jobs get') offer='--read-mask=' ;;
    'batch-inference-jobs delete') offer='--filter= -y --yes --wait --wait-timeout= --stall-timeout= --dry-run' ;;
    'batch-inference-jobs wait') offer='--filter= --for= --any --all --timeout= --wait-timeout= --stall-timeout= --interval= --on-change=' ;;
    'completion') offer='--install' ;;
    'costs estimate sftj') offer='--base-model= --model= --dataset= --file= --epochs=' ;;
    'costs estimate deployment') offer='--accelerator-type= --gpu-type= --accelerator-count= --gpu-count= --min-replicas= --min-replica-count= --max-replicas= --max-replica-count=' ;;
    'costs estimate inference') offer='--model= --input-tokens= --output-tokens=' ;;
    'datasets create') offer='--name= --dataset-id= -f= --file= --display-name= --external-url= --source-job-name= --format= --source= --filter= --shard-size= --parallel= --require-checksum --wait --wait-timeout= --stall-timeout= --dry-run' ;;
    'datasets list') offer='--filter= --order-by= --page-size= --page-token= --limit= --no-paginate --watch --interval= --on-change=' ;;
    'datasets get') offer='--read-mask=' ;;
    'datasets update') offer='-f= --file= --display-name= --example-count= --external-url= --format= --source-job-name= --wait --wait-timeout= --stall-timeout= --dry-run' ;;
    'datasets delete') offer='--filter= -y --yes --wait --wait-timeout= --stall-timeout= --dry-run' ;;
    'datasets wait') offer='--filter= --for= --any --all --timeout= --wait-timeout= --stall-timeout= --interval= --on-change=' ;;
    'datasets download') offer='--output-dir= --overwrite --skip-existing --shards --download-lineage' ;;
    'datasets validate') offer='--format= --max-errors=' ;;
    'deployed-models list') offer='--filter= --order-by= --page-size= --page-token= --limit= --no-paginate --watch --interval= --on-change=' ;;
    'deployed-models get') offer='--read-mask=' ;;
    'deployed-models update') offer='-f= --file= --display-name= --description= --model= --deployment= --default --no-default --serverless --no-serverless --public --no-public --wait --wait-timeout= --stall-timeout= --dry-run' ;;
    'deployed-models wait') offer='--filter= --for= --any --all --timeout= --wait-timeout= --stall-timeout= --interval= --on-change=' ;;
    'deployments create') offer='--deployment-id= --name= -f= --file= --display-name= --description= --annotations= --min-replica-count= --min-replicas= --max-replica-count= --max-replicas= --max-with-revocable-replica-count= --scale-up-window= --scale-down-window= --scale-to-zero-window= --load-targets= --model= --accelerator-count= --gpu-count= --accelerator-type= --gpu-type= --precision= --enable-addons --no-enable-addons --draft-token-count= --draft-model= --ngram-speculation-length= --enable-session-affinity --no-enable-session-affinity --direct-route-api-keys= --num-peft-device-cached= --direct-route-type= --deployment-template= --long-prompt --no-long-prompt --max-context-length= --disable-deployment-size-validation --no-disable-deployment-size-validation --enable-hot-load --no-enable-hot-load --hot-load-bucket-type= --enable-hot-reload-latest-addon --no-enable-hot-reload-latest-addon --deployment-shape= --active-model-version= --target-model-version= --hot-load-bucket-url= --pricing-plan-id= --hot-load-trainer-job= --hot-load-transition-type= --max-concurrency-per-replica= --preemptible --no-preemptible --enable-mtp --no-enable-mtp --region= --fallback-regions= --auto-scale= --max-tokens-per-second= --multi-region= --smoke-test --max-cost= --disable-auto-deploy --disable-speculative-decoding --validate-only --skip-shape-validation --skip-image-tag-validation --accept-shapeless-risk --wait --wait-timeout= --stall-timeout= --dry-run' ;;
    'deployments list') offer='--filter= --order-by= --page-size= --page-token= --limit= --no-paginate --show-deleted --watch --interval= --on-change=' ;;
    'deployments get') offer='--read-mask= --metrics --time-range=' ;;
    'deployments update') offer='-f= --file= --display-name= --description= --annotations= --min-replica-count= --min-replicas= --max-replica-count= --max-replicas= --max-with-revocable-replica-count= --scale-up-window= --scale-down-window= --scale-to-zero-window= --load-targets= --model= --accelerator-count= --gpu-count= --accelerator-type= --gpu-type= --precision= --enable-addons --no-enable-addons --draft-token-count= --draft-model= --ngram-speculation-length= --enable-session-affinity --no-enable-session-affinity --direct-route-api-keys= --num-peft-device-cached= --direct-route-type= --deployment-template= --long-prompt --no-long-prompt --max-context-length= --disable-deployment-size-validation --no-disable-deployment-size-validation --enable-hot-load --no-enable-hot-load --hot-load-bucket-type= --enable-hot-reload-latest-addon --no-enable-hot-reload-latest-addon --deployment-shape= --active-model-version= --target-model-version= --hot-load-bucket-url= --pricing-plan-id= --hot-load-trainer-job= --hot-load-transition-type= --max-concurrency-per-replica= --enable-mtp --no-enable-mtp --max-cost= --skip-shape-validation --wait --wait-timeout= --stall-timeout= --dry-run' ;;
    'deployments delete') offer='--filter= -y --yes --hard --ignore-checks --wait --wait-timeout= --stall-timeout= --dry-run' ;;
    'deployments wait') offer='--filter= --for= --any --all --timeout= --wait-timeout= --stall-timeout= --interval= --on-change=' ;;
    'deployments smoke-test') offer='--model= --prompt= --max-tokens= --timeout= --dry-run' ;;
    'deployments scale') offer='--replica-count= --replicas= --max-cost= --wait --wait-timeout= --stall-timeout= --dry-run' ;;
    'deployments undelete') offer='--wait --wait-timeout= --stall-timeout= --dry-run' ;;
    'experiments create') offer='--name= --id= --models= --dataset= --max-tokens= --temperature= --dry-run' ;;
    'experiments list') offer='--limit=' ;;
    'experiments run') offer='--split-traffic= --arms= --run= --max-cost= --wait --wait-timeout= --stall-timeout= --dry-run' ;;
    'experiments results') offer='--run= --differing= --rows' ;;
    'experiments delete') offer='-y --yes --dry-run' ;;
    'history') offer='--limit= --since=' ;;
    'local serve') offer='--host= --port= --api-key-file= --tls --speed= --data-dir=' ;;
    'local status') offer='--data-dir=' ;;
    'local reset') offer='--data-dir= -y --yes' ;;
    'local clock advance') offer='--data-dir=' ;;
    'local clock speed') offer='--data-dir=' ;;
    'local faults add') offer='--match= --fault= --times= --data-dir=' ;;
    'local faults list') offer='--data-dir=' ;;
    'local faults clear') offer='--data-dir=' ;;
    'login') offer='--api-key-stdin --store=' ;;
    'models list') offer='--filter= --order-by= --page-size= --page-token= --limit= --no-paginate --category= --search= --kind= --state= --watch --interval= --on-change=' ;;
    'models get') offer='--read-mask=' ;;
    'models update') offer='-f= --file= --display-name= --description= --kind= --github-url= --hugging-face-url= --public --no-public --context-length= --supports-image-input --no-supports-image-input --supports-tools --no-supports-tools --default-draft-model= --default-draft-token-count= --supports-lora --no-supports-lora --use-hf-apply-chat-template --no-use-hf-apply-chat-template --training-context-length= --snapshot-type= --use-training-v2 --no-use-training-v2 --wait --wait-timeout= --stall-timeout= --dry-run' ;;
    'models delete') offer='--filter= -y --yes --wait --wait-timeout= --stall-timeout= --dry-run' ;;
    'models wait') offer='--filter= --for= --any --all --timeout= --wait-timeout= --stall-timeout= --interval= --on-change=' ;;
    'models download') offer='--output-dir= --overwrite --skip-existing --model=' ;;
    'models create') offer='--name= --model-id= -f= --file= --base-model= --embedding --display-name= --description= --github-url= --hugging-face-url= --public --no-public --context-length= --supports-image-input --no-supports-image-input --supports-tools --no-supports-tools --default-draft-model= --default-draft-token-count= --supports-lora --no-supports-lora --use-hf-apply-chat-template --no-use-hf-apply-chat-template --training-context-length= --snapshot-type= --use-training-v2 --no-use-training-v2 --enable-resumable-upload --no-enable-resumable-upload --parallel= --require-checksum --poll-duration= --skip-hf-config-validation --trust-remote-code --wait --wait-timeout= --stall-timeout= --dry-run' ;;
    'models upload') offer='--enable-resumable-upload --no-enable-resumable-upload --parallel= --require-checksum --poll-duration= --skip-hf-config-validation --trust-remote-code --wait --wait-timeout= --stall-timeout=' ;;
    'models prepare') offer='--precision= --accelerator-count= --abort --wait --wait-timeout= --dry-run' ;;
    'models load-lora') offer='--deployment= --public --replace-merged-addon --wait --wait-timeout= --stall-timeout= --dry-run' ;;
    'models unload-lora') offer='--deployment= --wait --wait-timeout= --stall-timeout= --dry-run' ;;
    'profiles delete') offer='-y --yes' ;;
    'quotas list') offer='--filter= --order-by= --page-size= --page-token= --limit= --no-paginate' ;;
    'quotas get') offer='--read-mask=' ;;
    'quotas update') offer='-f= --file= --value= --max-value= --allow-missing --dry-run' ;;
    'regions list') offer='--all' ;;
    'sftj create') offer='--job-id= --name= -f= --file= --display-name= --dataset= --aws-credentials-secret= --aws-iam-role= --azure-credentials-secret= --azure-managed-identity-client-id= --azure-tenant-id= --output-model= --base-model= --warm-start-from= --jinja-template= --early-stop --no-early-stop --epochs= --learning-rate= --max-context-length= --lora-rank= --wandb --no-wandb --wandb-api-key= --wandb-project= --wandb-entity= --evaluation-dataset= --turbo --no-turbo --eval-auto-carveout --no-eval-auto-carveout --learning-rate-warmup-steps= --batch-size-samples= --optimizer-weight-decay= --purpose= --sampler-checkpoint-save-interval-steps= --renderer-hugging-face-repo-id= --use-reservation --no-use-reservation --reservation-target= --use-purpose= --full-parameter-tuning --learning-rate-scheduler= --learning-rate-min-lr-ratio= --learning-rate-decay-ratio= --source-job= --max-cost= --wait --wait-timeout= --stall-timeout= --dry-run' ;;
    'sftj list') offer='--filter= --order-by= --page-size= --page-token= --limit= --no-paginate --watch --interval= --on-change=' ;;
    'sftj get') offer='--read-mask=' ;;
    'sftj delete') offer='--filter= -y --yes --wait --wait-timeout= --stall-timeout= --dry-run' ;;
    'sftj wait') offer='--filter= --for= --any --all --timeout= --wait-timeout= --stall-timeout= --interval= --on-change=' ;;
    'sftj cancel') offer='-y --yes --wait --wait-timeout= --stall-timeout= --dry-run' ;;
    'sftj resume') offer='--dry-run' ;;
    'version') offer='-l --long' ;;
    'vpc-deployments create') offer='--deployment-id= --name= -f= --file= --display-name= --description= --annotations= --min-replica-count= --min-replicas= --max-replica-count= --max-replicas= --max-with-revocable-replica-count= --scale-up-window= --scale-down-window= --scale-to-zero-window= --load-targets= --model= --accelerator-count= --gpu-count= --accelerator-type= --gpu-type= --precision= --enable-addons --no-enable-addons --draft-token-count= --draft-model= --ngram-speculation-length= --enable-session-affinity --no-enable-session-affinity --direct-route-api-keys= --num-peft-device-cached= --direct-route-type= --deployment-template= --long-prompt --no-long-prompt --max-context-length= --disable-deployment-size-validation --no-disable-deployment-size-validation --enable-hot-load --no-enable-hot-load --hot-load-bucket-type= --enable-hot-reload-latest-addon --no-enable-hot-reload-latest-addon --deployment-shape= --active-model-version= --target-model-version= --hot-load-bucket-url= --pricing-plan-id= --hot-load-trainer-job= --hot-load-transition-type= --max-concurrency-per-replica= --preemptible --no-preemptible --enable-mtp --no-enable-mtp --region= --fallback-regions= --auto-scale= --max-tokens-per-second= --multi-region= --vpc-id= --security-groups= --compliance-mode= --max-cost= --disable-auto-deploy --disable-speculative-decoding --validate-only --skip-shape-validation --skip-image-tag-validation --accept-shapeless-risk --wait --wait-timeout= --stall-timeout= --dry-run' ;;
    *) offer= ;;
    esac
    offer="$offer -a= --account-id= -p= --profile= --base-url= -s= --server= --api-key= -o= --output= --query= --columns= --sort-by= --no-headers --request-timeout= --cacert= --insecure -q --quiet --debug --no-color --jitter= --lock= --lock-ok -h --help"
}

# What an option takes, or the argument of a number: words, @file or @dir.
__firectl_values() {
    offer=
    case $place:$1 in
    'accounts get':#*|'login':#0|*:-a|*:--account-id) offer='@ids accounts' ;;
    'api':#0) offer='GET POST PATCH PUT DELETE' ;;
    'batch-inference-jobs create':-f|'batch-inference-jobs create':--file|'costs estimate sftj':--file|'datasets create':-f|'datasets create':--file|'datasets create':#*|'datasets update':-f|'datasets update':--file|'datasets validate':#*|'deployed-models update':-f|'deployed-models update':--file|'deployments create':-f|'deployments create':--file|'deployments update':-f|'deployments update':--file|'local serve':--api-key-file|'models update':-f|'models update':--file|'models create':-f|'models create':--file|'quotas update':-f|'quotas update':--file|'sftj create':-f|'sftj create':--file|'vpc-deployments create':-f|'vpc-deployments create':--file|*:--cacert) offer='@file' ;;
    'batch-inference-jobs create':--model|'batch-inference-jobs create':-m|'deployed-models update':--model|'deployments create':--model|'deployments create':--draft-model|'deployments update':--model|'deployments update':--draft-model|'models get':#*|'models update':--default-draft-model|'models download':#0|'models create':--base-model|'models create':--default-draft-model|'sftj create':--base-model|'vpc-deployments create':--model|'vpc-deployments create':--draft-model) offer='@ids models,public-models' ;;
    'batch-inference-jobs create':--input-dataset-id|'batch-inference-jobs create':--input-dataset|'batch-inference-jobs create':--dataset|'batch-inference-jobs create':-d|'datasets get':#*|'datasets update':#*|'datasets delete':#*|'datasets wait':#*|'datasets status':#*|'datasets download':#0|'experiments create':--dataset|'sftj create':--dataset|'sftj create':--evaluation-dataset) offer='@ids datasets' ;;
    'batch-inference-jobs create':--precision|'deployments create':--precision|'deployments update':--precision|'models prepare':--precision|'vpc-deployments create':--precision) offer='FP16 FP8 FP8_MM FP8_AR FP8_MM_KV_ATTN FP8_KV FP8_MM_V2 FP8_V2 FP8_MM_KV_ATTN_V2 NF4 FP4 BF16 FP4_BLOCKSCALED_MM FP4_MX_MOE' ;;
    'batch-inference-jobs create':--continue-from|'batch-inference-jobs get':#*|'batch-inference-jobs delete':#*|'batch-inference-jobs wait':#*|'batch-inference-jobs status':#*) offer='@ids batch-inference-jobs' ;;
    'batch-inference-jobs wait':--for|'sftj wait':--for) offer='CREATING RUNNING COMPLETED FAILED CANCELLED DELETING WRITING_RESULTS VALIDATING DELETING_CLEANING_UP PENDING EXPIRED RE_QUEUEING CREATING_INPUT_DATASET IDLE CANCELLING EARLY_STOPPED PAUSED DELETED ARCHIVED GONE' ;;
    'completion':#0) offer='bash zsh fish' ;;
    'config get':#0|'config set':#0|'config unset':#0) offer='account_id base_url output json_case request_timeout cacert prices_file local_data_dir' ;;
    'costs estimate deployment':--accelerator-type|'costs estimate deployment':--gpu-type|'deployments create':--accelerator-type|'deployments create':--gpu-type|'deployments update':--accelerator-type|'deployments update':--gpu-type|'vpc-deployments create':--accelerator-type|'vpc-deployments create':--gpu-type) offer='NVIDIA_A100_80GB NVIDIA_H100_80GB AMD_MI300X_192GB NVIDIA_A10G_24GB NVIDIA_A100_40GB NVIDIA_L4_24GB NVIDIA_H200_141GB NVIDIA_B200_180GB AMD_MI325X_256GB AMD_MI350X_288GB NVIDIA_B300_288GB NVIDIA_GB200 NVIDIA_GB300 a100 h100 mi300x a10g l4 h200 b200 mi325x mi350x b300 gb200 gb300' ;;
    'datasets create':--format|'datasets validate':--format) offer='sft completion dpo rft batch embedding CHAT COMPLETION RL' ;;
    'datasets update':--format) offer='CHAT COMPLETION RL' ;;
    'datasets wait':--for|'models wait':--for) offer='UPLOADING READY DELETED GONE' ;;
    'datasets download':--output-dir|'datasets download':#1|'local serve':--data-dir|'local status':--data-dir|'local reset':--data-dir|'local clock advance':--data-dir|'local clock speed':--data-dir|'local faults add':--data-dir|'local faults list':--data-dir|'local faults clear':--data-dir|'models download':--output-dir|'models download':#1) offer='@dir' ;;
    'deployed-models get':#*|'deployed-models update':#*|'deployed-models wait':#*|'deployed-models status':#*) offer='@ids deployed-models' ;;
    'deployed-models update':--deployment|'deployments get':#*|'deployments update':#*|'deployments delete':#*|'deployments wait':#*|'deployments status':#*|'deployments smoke-test':#0|'deployments scale':#*|'deployments undelete':#*|'models load-lora':--deployment|'models unload-lora':--deployment) offer='@ids deployments' ;;
    'deployed-models wait':--for) offer='UNDEPLOYING DEPLOYING DEPLOYED UPDATING DELETED GONE' ;;
    'deployments create':--direct-route-type|'deployments update':--direct-route-type|'vpc-deployments create':--direct-route-type) offer='INTERNET GCP_PRIVATE_SERVICE_CONNECT AWS_PRIVATELINK' ;;
    'deployments create':--hot-load-bucket-type|'deployments update':--hot-load-bucket-type|'vpc-deployments create':--hot-load-bucket-type) offer='MINIO S3 NEBIUS FW_HOSTED' ;;
    'deployments create':--hot-load-transition-type|'deployments update':--hot-load-transition-type|'vpc-deployments create':--hot-load-transition-type) offer='ASYNC SYNC' ;;
    'deployments create':--auto-scale|'vpc-deployments create':--auto-scale) offer='true false' ;;
    'deployments create':#0|'models update':#*|'models delete':#*|'models wait':#*|'models status':#*|'models download':--model|'models upload':#0|'models prepare':#0|'models load-lora':#0|'models unload-lora':#0|'sftj create':--warm-start-from|'vpc-deployments create':#0) offer='@ids models' ;;
    'deployments wait':--for) offer='CREATING READY DELETING FAILED UPDATING DELETED GONE' ;;
    'experiments get':#*|'experiments run':#0|'experiments results':#0|'experiments delete':#*) offer='@ids experiments' ;;
    'help':#0) offer='accounts api batch-inference-jobs completion config costs datasets deployed-models deployments doctor experiments help history local login logout models profiles quotas regions set-api-key sftj version vpc-deployments whoami cron data exit-codes library output rehearsal transfers' ;;
    'login':--store) offer='keyring file' ;;
    'models list':--category) offer='llm vision embedding tunable lora serverless experimental' ;;
    'models list':--kind|'models update':--kind) offer='HF_BASE_MODEL HF_PEFT_ADDON HF_TEFT_ADDON FLUMINA_BASE_MODEL FLUMINA_ADDON DRAFT_ADDON LIVE_MERGE CUSTOM_MODEL EMBEDDING_MODEL SNAPSHOT_MODEL' ;;
    'models list':--state) offer='UPLOADING READY' ;;
    'models update':--snapshot-type|'models create':--snapshot-type) offer='INCREMENTAL_SNAPSHOT' ;;
    'profiles use':#0|'profiles delete':#0|*:-p|*:--profile) offer='@ids profiles' ;;
    'quotas get':#*|'quotas update':#*) offer='@ids quotas' ;;
    'regions get':#*) offer='GLOBAL US EUROPE APAC US_IOWA_1 US_VIRGINIA_1 US_VIRGINIA_2 US_ILLINOIS_1 AP_TOKYO_1 US_ARIZONA_1 US_TEXAS_1 US_ILLINOIS_2 EU_FRANKFURT_1 US_TEXAS_2 EU_ICELAND_1 EU_ICELAND_2 US_WASHINGTON_1 US_WASHINGTON_2 US_WASHINGTON_3 AP_TOKYO_2 US_CALIFORNIA_1 US_UTAH_1 US_ARIZONA_3 US_GEORGIA_1 US_GEORGIA_2 US_WASHINGTON_4 US_GEORGIA_3 NA_BRITISHCOLUMBIA_1 US_GEORGIA_4 US_OHIO_1 US_NEWYORK_1 EU_NETHERLANDS_1 US_WASHINGTON_5 US_MINNESOTA_1 US_CALIFORNIA_2 NA_BRITISHCOLUMBIA_2 AP_MALAYSIA_2 US_OREGON_1 NA_BRITISHCOLUMBIA_3 AP_NEWSOUTHWALES_1 AP_TAIWAN_1' ;;
    'sftj create':--purpose) offer='PURPOSE_PILOT' ;;
    'sftj create':--learning-rate-scheduler) offer='constant linear cosine' ;;
    'sftj get':#*|'sftj delete':#*|'sftj wait':#*|'sftj status':#*|'sftj cancel':#*|'sftj resume':#*) offer='@ids sftj' ;;
    *:-o|*:--output) offer='text table wide json jsonl yaml csv name flag' ;;
    esac
}

# COMPREPLY from `offer`, for what is typed of the word.
__firectl_reply() {
    local word
    case $offer in
    @file) __firectl_paths default -f ;;
    @dir) __firectl_paths dirnames -d ;;
    @ids*) __firectl_ids ;;
    *)
        for word in $offer; do
            [[ $word == "$cur"* ]] && COMPREPLY[${#COMPREPLY[@]}]=$before$word
        done
        ;;
    esac
}

# The ids of a kind; the words typed go by the environment, which others cannot see.
__firectl_ids() {
    local id words program=firectl
    printf -v words '%s\n' "${typed[@]}"
    [[ ${COMP_WORDS[0]} == */* || ${COMP_WORDS[0]} == firectl-py ]] && program=${COMP_WORDS[0]/#\~/${HOME-}}
    while IFS=$'\t' read -r id _; do
        [[ $id == "$cur"* ]] && COMPREPLY[${#COMPREPLY[@]}]=$before$id
    done < <(FIRECTL_COMPLETE_WORDS=$words "$program" __ids "${offer#@ids }" "$cur" 2>/dev/null </dev/null)
}

# Readline knows best how to complete and quote paths; compgen where it cannot be asked.
__firectl_paths() {
    local path
    [[ -z $before ]] && compopt -o "$1" 2>/dev/null && return
    while IFS= read -r path; do
        COMPREPLY[${#COMPREPLY[@]}]=$before$path
    done < <(compgen "$2" -- "$cur")
}

# Bash splits words at = and :, which --flag=value and URLs have in them: put them together again, up to the cursor.
__firectl_typed() {
    local part joint= last=-1 number
    for ((number = 1; number <= COMP_CWORD; number++)); do
        part=${COMP_WORDS[number]}
        if [[ -n $part && $last -ge 0 && ( -n $joint || -z ${part//[=:]/} ) ]]; then
            typed[last]=${typed[last]}$part
        else
            typed[++last]=$part
        fi
        joint=
        [[ -n $part && -z ${part//[=:]/} ]] && joint=1
    done
}

# What complete calls. Behind || a failing command ends no shell that has `set -e`; no error of ours is printed.
_firectl() {
    COMPREPLY=()
    __firectl_complete 2>/dev/null || :
}

__firectl_complete() {
    local IFS=$' \t\n' place= option= only_arguments= before= offer= cur word
    local arguments=0 number
    local -a typed
    typed=()
    [[ $COMP_CWORD -gt 0 ]] || return 0
    __firectl_typed
    for ((number = 0; number < ${#typed[@]} - 1; number++)); do
        word=${typed[number]}
        if [[ -n $option ]]; then
            option=
        elif [[ -z $only_arguments && $word == -- ]]; then
            only_arguments=1
        elif [[ -z $only_arguments && $word == -?* ]]; then
            __firectl_options
            [[ " $offer " == *" $word= "* ]] && option=$word
        elif ! __firectl_step; then
            __firectl_words
            [[ -n $offer ]] && place=-
            arguments=$((arguments + 1))
        fi
    done
    cur=${typed[${#typed[@]} - 1]}
    if [[ -z $option && -z $only_arguments && $cur == --*=* ]]; then
        option=${cur%%=*} cur=${cur#*=}
        [[ $COMP_WORDBREAKS == *=* ]] || before=$option=
    fi
    if [[ -n $option ]]; then
        [[ $place == - ]] || __firectl_values "$option"
    elif [[ -z $only_arguments && $cur == -* ]]; then
        __firectl_options
        offer=${offer//=/}
    else
        __firectl_words
        [[ -n $offer ]] || __firectl_values "#$arguments"
    fi
    __firectl_reply
}

complete -F _firectl firectl firectl-py
