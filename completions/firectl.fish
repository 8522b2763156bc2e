# fish completion for firectl. Made by `python -m firectl_py.docs --write`; do not edit.
# Starts no process but for the ids of resources: those `firectl __ids` has in a cache.

# Where a word leads from a place; fails where it leads nowhere.
function __firectl_step -a place word
    switch "$place:$word"
        case ':accounts' ':account'
            echo 'accounts'
        case ':api'
            echo 'api'
        case ':batch-inference-jobs' ':bij' ':batch-inference-job' ':bijs'
            echo 'batch-inference-jobs'
        case ':completion'
            echo 'completion'
        case ':config'
            echo 'config'
        case ':costs' ':cost'
            echo 'costs'
        case ':datasets' ':dataset'
            echo 'datasets'
        case ':deployed-models' ':deployed-model'
            echo 'deployed-models'
        case ':deployments' ':deployment'
            echo 'deployments'
        case ':doctor'
            echo 'doctor'
        case ':experiments' ':experiment'
            echo 'experiments'
        case ':help'
            echo 'help'
        case ':history'
            echo 'history'
        case ':local'
            echo 'local'
        case ':login' ':signin'
            echo 'login'
        case ':logout'
            echo 'logout'
        case ':models' ':model'
            echo 'models'
        case ':profiles' ':profile'
            echo 'profiles'
        case ':quotas' ':quota'
            echo 'quotas'
        case ':regions' ':region'
            echo 'regions'
        case ':set-api-key'
            echo 'set-api-key'
        case ':sftj' ':sft' ':supervised-fine-tuning-job' ':supervised-fine-tuning-jobs' ':sftjs'
            echo 'sftj'
        case ':version'
            echo 'version'
        case ':vpc-deployments' ':vpc-deployment'
            echo 'vpc-deployments'
        case ':whoami'
            echo 'whoami'
        case 'accounts:list' 'accounts:ls'
            echo 'accounts list'
        case 'accounts:get'
            echo 'accounts get'
        case 'batch-inference-jobs:create'
            echo 'batch-inference-jobs create'
        case 'batch-inference-jobs:list' 'batch-inference-jobs:ls'
            echo 'batch-inference-jobs list'
        case 'batch-inference-jobs:get'
            echo 'batch-inference-jobs get'
        case 'batch-inference-jobs:delete' 'batch-inference-jobs:rm' 'batch-inference-jobs:remove'
            echo 'batch-inference-jobs delete'
        case 'batch-inference-jobs:wait'
            echo 'batch-inference-jobs wait'
        case 'batch-inference-jobs:status'
            echo 'batch-inference-jobs status'
        case 'config:list' 'config:ls'
            echo 'config list'
        case 'config:get'
            echo 'config get'
        case 'config:set'
            echo 'config set'
        case 'config:unset'
            echo 'config unset'
        case 'config:path'
            echo 'config path'
        case 'costs:estimate'
            echo 'costs estimate'
        case 'costs:running'
            echo 'costs running'
        case 'costs:prices'
            echo 'costs prices'
        case 'costs estimate:sftj'
            echo 'costs estimate sftj'
        case 'costs estimate:deployment'
            echo 'costs estimate deployment'
        case 'costs estimate:inference'
            echo 'costs estimate inference'
        case 'datasets:create'
            echo 'datasets create'
        case 'datasets:list' 'datasets:ls'
            echo 'datasets list'
        case 'datasets:get'
            echo 'datasets get'
        case 'datasets:update'
            echo 'datasets update'
        case 'datasets:delete' 'datasets:rm' 'datasets:remove'
            echo 'datasets delete'
        case 'datasets:wait'
            echo 'datasets wait'
        case 'datasets:status'
            echo 'datasets status'
        case 'datasets:download'
            echo 'datasets download'
        case 'datasets:validate'
            echo 'datasets validate'
        case 'deployed-models:list' 'deployed-models:ls'
            echo 'deployed-models list'
        case 'deployed-models:get'
            echo 'deployed-models get'
        case 'deployed-models:update'
            echo 'deployed-models update'
        case 'deployed-models:wait'
            echo 'deployed-models wait'
        case 'deployed-models:status'
            echo 'deployed-models status'
        case 'deployments:create'
            echo 'deployments create'
        case 'deployments:list' 'deployments:ls'
            echo 'deployments list'
        case 'deployments:get'
            echo 'deployments get'
        case 'deployments:update'
            echo 'deployments update'
        case 'deployments:delete' 'deployments:rm' 'deployments:remove'
            echo 'deployments delete'
        case 'deployments:wait'
            echo 'deployments wait'
        case 'deployments:status'
            echo 'deployments status'
        case 'deployments:smoke-test'
            echo 'deployments smoke-test'
        case 'deployments:scale'
            echo 'deployments scale'
        case 'deployments:undelete'
            echo 'deployments undelete'
        case 'experiments:create'
            echo 'experiments create'
        case 'experiments:list' 'experiments:ls'
            echo 'experiments list'
        case 'experiments:get'
            echo 'experiments get'
        case 'experiments:run'
            echo 'experiments run'
        case 'experiments:results'
            echo 'experiments results'
        case 'experiments:delete' 'experiments:rm' 'experiments:remove'
            echo 'experiments delete'
        case 'local:serve'
            echo 'local serve'
        case 'local:status'
            echo 'local status'
        case 'local:reset'
            echo 'local reset'
        case 'local:clock'
            echo 'local clock'
        case 'local:faults'
            echo 'local faults'
        case 'local clock:advance'
            echo 'local clock advance'
        case 'local clock:speed'
            echo 'local clock speed'
        case 'local faults:add'
            echo 'local faults add'
        case 'local faults:list' 'local faults:ls'
            echo 'local faults list'
        case 'local faults:clear'
            echo 'local faults clear'
        case 'models:list' 'models:ls'
            echo 'models list'
        case 'models:get'
            echo 'models get'
        case 'models:update'
            echo 'models update'
        case 'models:delete' 'models:rm' 'models:remove'
            echo 'models delete'
        case 'models:wait'
            echo 'models wait'
        case 'models:status'
            echo 'models status'
        case 'models:download'
            echo 'models download'
        case 'models:create'
            echo 'models create'
        case 'models:upload'
            echo 'models upload'
        case 'models:prepare'
            echo 'models prepare'
        case 'models:load-lora'
            echo 'models load-lora'
        case 'models:unload-lora'
            echo 'models unload-lora'
        case 'profiles:list' 'profiles:ls'
            echo 'profiles list'
        case 'profiles:create'
            echo 'profiles create'
        case 'profiles:use'
            echo 'profiles use'
        case 'profiles:delete' 'profiles:rm' 'profiles:remove'
            echo 'profiles delete'
        case 'quotas:list' 'quotas:ls'
            echo 'quotas list'
        case 'quotas:get'
            echo 'quotas get'
        case 'quotas:update'
            echo 'quotas update'
        case 'regions:list' 'regions:ls'
            echo 'regions list'
        case 'regions:get'
            echo 'regions get'
        case 'sftj:create'
            echo 'sftj create'
        case 'sftj:list' 'sftj:ls'
            echo 'sftj list'
        case 'sftj:get'
            echo 'sftj get'
        case 'sftj:delete' 'sftj:rm' 'sftj:remove'
            echo 'sftj delete'
        case 'sftj:wait'
            echo 'sftj wait'
        case 'sftj:status'
            echo 'sftj status'
        case 'sftj:cancel'
            echo 'sftj cancel'
        case 'sftj:resume'
            echo 'sftj resume'
        case 'vpc-deployments:create'
            echo 'vpc-deployments create'
        case ':cancel'
            echo '+cancel'
        case '+cancel:sftj' '+cancel:sft' '+cancel:supervised-fine-tuning-job' '+cancel:supervised-fine-tuning-jobs' '+cancel:sftjs'
            echo 'sftj cancel'
        case ':clock'
            echo '+clock'
        case '+clock:local'
            echo 'local clock'
        case ':create'
            echo '+create'
        case '+create:batch-inference-jobs' '+create:bij' '+create:batch-inference-job' '+create:bijs'
            echo 'batch-inference-jobs create'
        case '+create:datasets' '+create:dataset'
            echo 'datasets create'
        case '+create:deployments' '+create:deployment'
            echo 'deployments create'
        case '+create:experiments' '+create:experiment'
            echo 'experiments create'
        case '+create:models' '+create:model'
            echo 'models create'
        case '+create:profiles' '+create:profile'
            echo 'profiles create'
        case '+create:sftj' '+create:sft' '+create:supervised-fine-tuning-job' '+create:supervised-fine-tuning-jobs' '+create:sftjs'
            echo 'sftj create'
        case '+create:vpc-deployments' '+create:vpc-deployment'
            echo 'vpc-deployments create'
        case ':delete' ':rm' ':remove'
            echo '+delete'
        case '+delete:batch-inference-jobs' '+delete:bij' '+delete:batch-inference-job' '+delete:bijs'
            echo 'batch-inference-jobs delete'
        case '+delete:datasets' '+delete:dataset'
            echo 'datasets delete'
        case '+delete:deployments' '+delete:deployment'
            echo 'deployments delete'
        case '+delete:experiments' '+delete:experiment'
            echo 'experiments delete'
        case '+delete:models' '+delete:model'
            echo 'models delete'
        case '+delete:profiles' '+delete:profile'
            echo 'profiles delete'
        case '+delete:sftj' '+delete:sft' '+delete:supervised-fine-tuning-job' '+delete:supervised-fine-tuning-jobs' '+delete:sftjs'
            echo 'sftj delete'
        case ':download'
            echo '+download'
        case '+download:datasets' '+download:dataset'
            echo 'datasets download'
        case '+download:models' '+download:model'
            echo 'models download'
        case ':estimate'
            echo '+estimate'
        case '+estimate:costs' '+estimate:cost'
            echo 'costs estimate'
        case ':faults'
            echo '+faults'
        case '+faults:local'
            echo 'local faults'
        case ':get'
            echo '+get'
        case '+get:accounts' '+get:account'
            echo 'accounts get'
        case '+get:batch-inference-jobs' '+get:bij' '+get:batch-inference-job' '+get:bijs'
            echo 'batch-inference-jobs get'
        case '+get:config'
            echo 'config get'
        case '+get:datasets' '+get:dataset'
            echo 'datasets get'
        case '+get:deployed-models' '+get:deployed-model'
            echo 'deployed-models get'
        case '+get:deployments' '+get:deployment'
            echo 'deployments get'
        case '+get:experiments' '+get:experiment'
            echo 'experiments get'
        case '+get:models' '+get:model'
            echo 'models get'
        case '+get:quotas' '+get:quota'
            echo 'quotas get'
        case '+get:regions' '+get:region'
            echo 'regions get'
        case '+get:sftj' '+get:sft' '+get:supervised-fine-tuning-job' '+get:supervised-fine-tuning-jobs' '+get:sftjs'
            echo 'sftj get'
        case ':list' ':ls'
            echo '+list'
        case '+list:accounts' '+list:account'
            echo 'accounts list'
        case '+list:batch-inference-jobs' '+list:bij' '+list:batch-inference-job' '+list:bijs'
            echo 'batch-inference-jobs list'
        case '+list:config'
            echo 'config list'
        case '+list:datasets' '+list:dataset'
            echo 'datasets list'
        case '+list:deployed-models' '+list:deployed-model'
            echo 'deployed-models list'
        case '+list:deployments' '+list:deployment'
            echo 'deployments list'
        case '+list:experiments' '+list:experiment'
            echo 'experiments list'
        case '+list:models' '+list:model'
            echo 'models list'
        case '+list:profiles' '+list:profile'
            echo 'profiles list'
        case '+list:quotas' '+list:quota'
            echo 'quotas list'
        case '+list:regions' '+list:region'
            echo 'regions list'
        case '+list:sftj' '+list:sft' '+list:supervised-fine-tuning-job' '+list:supervised-fine-tuning-jobs' '+list:sftjs'
            echo 'sftj list'
        case ':load-lora'
            echo '+load-lora'
        case '+load-lora:models' '+load-lora:model'
            echo 'models load-lora'
        case ':path'
            echo '+path'
        case '+path:config'
            echo 'config path'
        case ':prepare'
            echo '+prepare'
        case '+prepare:models' '+prepare:model'
            echo 'models prepare'
        case ':prices'
            echo '+prices'
        case '+prices:costs' '+prices:cost'
            echo 'costs prices'
        case ':reset'
            echo '+reset'
        case '+reset:local'
            echo 'local reset'
        case ':results'
            echo '+results'
        case '+results:experiments' '+results:experiment'
            echo 'experiments results'
        case ':resume'
            echo '+resume'
        case '+resume:sftj' '+resume:sft' '+resume:supervised-fine-tuning-job' '+resume:supervised-fine-tuning-jobs' '+resume:sftjs'
            echo 'sftj resume'
        case ':run'
            echo '+run'
        case '+run:experiments' '+run:experiment'
            echo 'experiments run'
        case ':running'
            echo '+running'
        case '+running:costs' '+running:cost'
            echo 'costs running'
        case ':scale'
            echo '+scale'
        case '+scale:deployments' '+scale:deployment'
            echo 'deployments scale'
        case ':serve'
            echo '+serve'
        case '+serve:local'
            echo 'local serve'
        case ':set'
            echo '+set'
        case '+set:config'
            echo 'config set'
        case ':smoke-test'
            echo '+smoke-test'
        case '+smoke-test:deployments' '+smoke-test:deployment'
            echo 'deployments smoke-test'
        case ':status'
            echo '+status'
        case '+status:batch-inference-jobs' '+status:bij' '+status:batch-inference-job' '+status:bijs'
            echo 'batch-inference-jobs status'
        case '+status:datasets' '+status:dataset'
            echo 'datasets status'
        case '+status:deployed-models' '+status:deployed-model'
            echo 'deployed-models status'
        case '+status:deployments' '+status:deployment'
            echo 'deployments status'
        case '+status:local'
            echo 'local status'
        case '+status:models' '+status:model'
            echo 'models status'
        case '+status:sftj' '+status:sft' '+status:supervised-fine-tuning-job' '+status:supervised-fine-tuning-jobs' '+status:sftjs'
            echo 'sftj status'
        case ':undelete'
            echo '+undelete'
        case '+undelete:deployments' '+undelete:deployment'
            echo 'deployments undelete'
        case ':unload-lora'
            echo '+unload-lora'
        case '+unload-lora:models' '+unload-lora:model'
            echo 'models unload-lora'
        case ':unset'
            echo '+unset'
        case '+unset:config'
            echo 'config unset'
        case ':update'
            echo '+update'
        case '+update:datasets' '+update:dataset'
            echo 'datasets update'
        case '+update:deployed-models' '+update:deployed-model'
            echo 'deployed-models update'
        case '+update:deployments' '+update:deployment'
            echo 'deployments update'
        case '+update:models' '+update:model'
            echo 'models update'
        case '+update:quotas' '+update:quota'
            echo 'quotas update'
        case ':upload'
            echo '+upload'
        case '+upload:models' '+upload:model'
            echo 'models upload'
        case ':use'
            echo '+use'
        case '+use:profiles' '+use:profile'
            echo 'profiles use'
        case ':validate'
            echo '+validate'
        case '+validate:datasets' '+validate:dataset'
            echo 'datasets validate'
        case ':wait'
            echo '+wait'
        case '+wait:batch-inference-jobs' '+wait:bij' '+wait:batch-inference-job' '+wait:bijs'
            echo 'batch-inference-jobs wait'
        case '+wait:datasets' '+wait:dataset'
            echo 'datasets wait'
        case '+wait:deployed-models' '+wait:deployed-model'
            echo 'deployed-models wait'
        case '+wait:deployments' '+wait:deployment'
            echo 'deployments wait'
        case '+wait:models' '+wait:model'
            echo 'models wait'
        case '+wait:sftj' '+wait:sft' '+wait:supervised-fine-tuning-job' '+wait:supervised-fine-tuning-jobs' '+wait:sftjs'
            echo 'sftj wait'
        case '*'
            return 1
    end
end

# The nouns or verbs that may stand at a place, and what each is.
function __firectl_words -a place
    switch $place
        case ''
            printf '%s\t%s\n' \
                accounts 'Show the accounts this key can see.' \
                api 'Call any path of the API.' \
                batch-inference-jobs 'Have a model answer a whole dataset.' \
                completion 'Print or install the completion of a shell.' \
                config 'Show and change settings.' \
                costs 'See what things cost, before and while they run.' \
                datasets 'Upload, list and download training data.' \
                deployed-models 'See which model is loaded on which deployment.' \
                deployments 'Run models on GPUs of your own.' \
                doctor 'Check endpoint, key, configuration and machine.' \
                experiments 'Compare models on a data set.' \
                help 'Show the manual page of a command or a topic.' \
                history 'List what was changed from this machine.' \
                local 'Look after the local control plane.' \
                login 'Sign in with an API key.' \
                logout 'Remove the stored API key.' \
                models 'Find, download and look after models.' \
                profiles 'Make, list, use and remove profiles.' \
                quotas 'See and lower what the account may use.' \
                regions 'See where GPUs are offered and your quota there.' \
                set-api-key 'Store an API key; `-` reads it from stdin.' \
                sftj 'Fine-tune models on your own examples.' \
                version 'Show the version.' \
                vpc-deployments 'Run models behind a private address.' \
                whoami 'Show the account and endpoint in use.'
        case 'accounts'
            printf '%s\t%s\n' \
                list 'List accounts.' \
                get 'Show one or more accounts; `-` reads ids from stdin.'
        case 'batch-inference-jobs'
            printf '%s\t%s\n' \
                create 'Create a batch inference job.' \
                list 'List batch inference jobs.' \
                get 'Show one or more batch inference jobs; `-` reads ids from stdin.' \
                delete 'Delete one or more batch inference jobs; `-` reads ids from stdin.' \
                wait 'Wait until one or more batch inference jobs are done; `-` reads ids from stdin.' \
                status 'Print a batch inference job\'s state in one word; exit 0 done, 10 ended otherwise, 18 under way.'
        case 'config'
            printf '%s\t%s\n' \
                list 'Show each setting and where it comes from.' \
                get 'Show one setting.' \
                set 'Set a setting of the profile.' \
                unset 'Remove a setting from the profile.' \
                path 'Show where the profile file is.'
        case 'costs'
            printf '%s\t%s\n' \
                estimate 'Show what something would cost; nothing is made.' \
                running 'Show every deployment that has replicas now: since when, its cost an hour and so far, idle or not. So far is what the platform has billed; where it does not say, the least and the most it can be.' \
                prices 'Show the prices in use, of when they are, and where they come from.'
        case 'costs estimate'
            printf '%s\t%s\n' \
                sftj 'Show the price of a fine-tuning job.' \
                deployment 'Show the price of a deployment an hour and a month.' \
                inference 'Show the price of tokens without a deployment.'
        case 'datasets'
            printf '%s\t%s\n' \
                create 'Create a dataset and upload its rows, from files or a folder; run again, it sends only what is missing.' \
                list 'List datasets.' \
                get 'Show one or more datasets; `-` reads ids from stdin.' \
                update 'Change one or more datasets; `-` reads ids from stdin.' \
                delete 'Delete one or more datasets; `-` reads ids from stdin.' \
                wait 'Wait until one or more datasets are done; `-` reads ids from stdin.' \
                status 'Print a dataset\'s state in one word; exit 0 done, 10 ended otherwise, 18 under way.' \
                download 'Download a dataset\'s files into a folder, the current one by default.' \
                validate 'Check rows of files, folders or `-` (stdin) without sending anything. They are judged as one dataset.'
        case 'deployed-models'
            printf '%s\t%s\n' \
                list 'List deployed models.' \
                get 'Show one or more deployed models; `-` reads ids from stdin.' \
                update 'Change one or more deployed models; `-` reads ids from stdin.' \
                wait 'Wait until one or more deployed models are done; `-` reads ids from stdin.' \
                status 'Print a deployed model\'s state in one word; exit 0 done, 10 ended otherwise, 18 under way.'
        case 'deployments'
            printf '%s\t%s\n' \
                create 'Create a deployment.' \
                list 'List deployments.' \
                get 'Show one or more deployments; `-` reads ids from stdin.' \
                update 'Change one or more deployments; `-` reads ids from stdin.' \
                delete 'Delete one or more deployments; `-` reads ids from stdin.' \
                wait 'Wait until one or more deployments are done; `-` reads ids from stdin.' \
                status 'Print a deployment\'s state in one word; exit 0 done, 10 ended otherwise, 18 under way.' \
                smoke-test 'Ask a deployment one small question: READY alone does not prove that it answers. It costs tokens and wakes a replica where there is none.' \
                scale 'Set the number of replicas now.' \
                undelete 'Restore a deleted deployment.'
        case 'experiments'
            printf '%s\t%s\n' \
                create 'Create an experiment: write down in the account which models are to be compared on which data set.' \
                list 'List experiments.' \
                get 'Show experiments with their runs; `-` reads ids from stdin.' \
                run 'Run an experiment: one batch inference job for each model. The same command completes a run that was stopped.' \
                results 'Compare what the models answered: rows, failures, tokens, cost, length, agreement with the reference. Exits 18 while an arm is under way, 10 where one ended without answering all.' \
                delete 'Delete experiments: their jobs, their requests and answers, and last the note of what they were.'
        case 'local'
            printf '%s\t%s\n' \
                serve 'Serve the local control plane over HTTP to other clients.' \
                status 'Show what the local control plane holds.' \
                reset 'Remove everything the local control plane holds.' \
                clock 'Look after the clock of the local control plane.' \
                faults 'Look after the faults that the local control plane rehearses.'
        case 'local clock'
            printf '%s\t%s\n' \
                advance 'Let time pass at once on the local control plane.' \
                speed 'Let time run FACTOR times as fast on the local control plane.'
        case 'local faults'
            printf '%s\t%s\n' \
                add 'Let requests that match fail.' \
                list 'Show the injected faults, and how often each was hit.' \
                clear 'Remove every injected fault.'
        case 'models'
            printf '%s\t%s\n' \
                list 'List models.' \
                get 'Show one or more models; `-` reads ids from stdin.' \
                update 'Change one or more models; `-` reads ids from stdin.' \
                delete 'Delete one or more models; `-` reads ids from stdin.' \
                wait 'Wait until one or more models are done; `-` reads ids from stdin.' \
                status 'Print a model\'s state in one word; exit 0 done, 10 ended otherwise, 18 under way.' \
                download 'Download a model\'s files into a folder.' \
                create 'Create a model from a Hugging Face folder. Run it again after a stop: it sends only what is missing.' \
                upload 'Upload a Hugging Face folder into a model that waits for its files.' \
                prepare 'Prepare a model for another precision.' \
                load-lora 'Load a LoRA adapter onto a deployment.' \
                unload-lora 'Unload a LoRA adapter from a deployment.'
        case 'profiles'
            printf '%s\t%s\n' \
                list 'List the profiles and which one is in use.' \
                create 'Make a profile.' \
                use 'Use a profile from now on.' \
                delete 'Remove a profile, its settings and its key.'
        case 'quotas'
            printf '%s\t%s\n' \
                list 'List quotas.' \
                get 'Show one or more quotas; `-` reads ids from stdin.' \
                update 'Change one or more quotas; `-` reads ids from stdin.'
        case 'regions'
            printf '%s\t%s\n' \
                list 'List regions, their GPUs and your quota.' \
                get 'Show one or more regions, or groups of them; `-` reads names from stdin.'
        case 'sftj'
            printf '%s\t%s\n' \
                create 'Create a supervised fine-tuning job.' \
                list 'List supervised fine-tuning jobs.' \
                get 'Show one or more supervised fine-tuning jobs; `-` reads ids from stdin.' \
                delete 'Delete one or more supervised fine-tuning jobs; `-` reads ids from stdin.' \
                wait 'Wait until one or more supervised fine-tuning jobs are done; `-` reads ids from stdin.' \
                status 'Print a supervised fine-tuning job\'s state in one word; exit 0 done, 10 ended otherwise, 18 under way.' \
                cancel 'Stop a job; what it trained so far is dropped.' \
                resume 'Go on with a paused job.'
        case 'vpc-deployments'
            printf '%s\t%s\n' \
                create 'Create a deployment with a private direct route.'
        case '+cancel'
            printf '%s\t%s\n' \
                sftj 'Stop a job; what it trained so far is dropped.'
        case '+clock'
            printf '%s\t%s\n' \
                local 'Look after the clock of the local control plane.'
        case '+create'
            printf '%s\t%s\n' \
                batch-inference-jobs 'Create a batch inference job.' \
                datasets 'Create a dataset and upload its rows, from files or a folder; run again, it sends only what is missing.' \
                deployments 'Create a deployment.' \
                experiments 'Create an experiment: write down in the account which models are to be compared on which data set.' \
                models 'Create a model from a Hugging Face folder. Run it again after a stop: it sends only what is missing.' \
                profiles 'Make a profile.' \
                sftj 'Create a supervised fine-tuning job.' \
                vpc-deployments 'Create a deployment with a private direct route.'
        case '+delete'
            printf '%s\t%s\n' \
                batch-inference-jobs 'Delete one or more batch inference jobs; `-` reads ids from stdin.' \
                datasets 'Delete one or more datasets; `-` reads ids from stdin.' \
                deployments 'Delete one or more deployments; `-` reads ids from stdin.' \
                experiments 'Delete experiments: their jobs, their requests and answers, and last the note of what they were.' \
                models 'Delete one or more models; `-` reads ids from stdin.' \
                profiles 'Remove a profile, its settings and its key.' \
                sftj 'Delete one or more supervised fine-tuning jobs; `-` reads ids from stdin.'
        case '+download'
            printf '%s\t%s\n' \
                datasets 'Download a dataset\'s files into a folder, the current one by default.' \
                models 'Download a model\'s files into a folder.'
        case '+estimate'
            printf '%s\t%s\n' \
                costs 'Show what something would cost; nothing is made.'
        case '+faults'
            printf '%s\t%s\n' \
                local 'Look after the faults that the local control plane rehearses.'
        case '+get'
            printf '%s\t%s\n' \
                accounts 'Show one or more accounts; `-` reads ids from stdin.' \
                batch-inference-jobs 'Show one or more batch inference jobs; `-` reads ids from stdin.' \
                config 'Show one setting.' \
                datasets 'Show one or more datasets; `-` reads ids from stdin.' \
                deployed-models 'Show one or more deployed models; `-` reads ids from stdin.' \
                deployments 'Show one or more deployments; `-` reads ids from stdin.' \
                experiments 'Show experiments with their runs; `-` reads ids from stdin.' \
                models 'Show one or more models; `-` reads ids from stdin.' \
                quotas 'Show one or more quotas; `-` reads ids from stdin.' \
                regions 'Show one or more regions, or groups of them; `-` reads names from stdin.' \
                sftj 'Show one or more supervised fine-tuning jobs; `-` reads ids from stdin.'
        case '+list'
            printf '%s\t%s\n' \
                accounts 'List accounts.' \
                batch-inference-jobs 'List batch inference jobs.' \
                config 'Show each setting and where it comes from.' \
                datasets 'List datasets.' \
                deployed-models 'List deployed models.' \
                deployments 'List deployments.' \
                experiments 'List experiments.' \
                models 'List models.' \
                profiles 'List the profiles and which one is in use.' \
                quotas 'List quotas.' \
                regions 'List regions, their GPUs and your quota.' \
                sftj 'List supervised fine-tuning jobs.'
        case '+load-lora'
            printf '%s\t%s\n' \
                models 'Load a LoRA adapter onto a deployment.'
        case '+path'
            printf '%s\t%s\n' \
                config 'Show where the profile file is.'
        case '+prepare'
            printf '%s\t%s\n' \
                models 'Prepare a model for another precision.'
        case '+prices'
            printf '%s\t%s\n' \
                costs 'Show the prices in use, of when they are, and where they come from.'
        case '+reset'
            printf '%s\t%s\n' \
                local 'Remove everything the local control plane holds.'
        case '+results'
            printf '%s\t%s\n' \
                experiments 'Compare what the models answered: rows, failures, tokens, cost, length, agreement with the reference. Exits 18 while an arm is under way, 10 where one ended without answering all.'
        case '+resume'
            printf '%s\t%s\n' \
                sftj 'Go on with a paused job.'
        case '+run'
            printf '%s\t%s\n' \
                experiments 'Run an experiment: one batch inference job for each model. The same command completes a run that was stopped.'
        case '+running'
            printf '%s\t%s\n' \
                costs 'Show every deployment that has replicas now: since when, its cost an hour and so far, idle or not. So far is what the platform has billed; where it does not say, the least and the most it can be.'
        case '+scale'
            printf '%s\t%s\n' \
                deployments 'Set the number of replicas now.'
        case '+serve'
            printf '%s\t%s\n' \
                local 'Serve the local control plane over HTTP to other clients.'
        case '+set'
            printf '%s\t%s\n' \
                config 'Set a setting of the profile.'
        case '+smoke-test'
            printf '%s\t%s\n' \
                deployments 'Ask a deployment one small question: READY alone does not prove that it answers. It costs tokens and wakes a replica where there is none.'
        case '+status'
            printf '%s\t%s\n' \
                batch-inference-jobs 'Print a batch inference job\'s state in one word; exit 0 done, 10 ended otherwise, 18 under way.' \
                datasets 'Print a dataset\'s state in one word; exit 0 done, 10 ended otherwise, 18 under way.' \
                deployed-models 'Print a deployed model\'s state in one word; exit 0 done, 10 ended otherwise, 18 under way.' \
                deployments 'Print a deployment\'s state in one word; exit 0 done, 10 ended otherwise, 18 under way.' \
                local 'Show what the local control plane holds.' \
                models 'Print a model\'s state in one word; exit 0 done, 10 ended otherwise, 18 under way.' \
                sftj 'Print a supervised fine-tuning job\'s state in one word; exit 0 done, 10 ended otherwise, 18 under way.'
        case '+undelete'
            printf '%s\t%s\n' \
                deployments 'Restore a deleted deployment.'
        case '+unload-lora'
            printf '%s\t%s\n' \
                models 'Unload a LoRA adapter from a deployment.'
        case '+unset'
            printf '%s\t%s\n' \
                config 'Remove a setting from the profile.'
        case '+update'
            printf '%s\t%s\n' \
                datasets 'Change one or more datasets; `-` reads ids from stdin.' \
                deployed-models 'Change one or more deployed models; `-` reads ids from stdin.' \
                deployments 'Change one or more deployments; `-` reads ids from stdin.' \
                models 'Change one or more models; `-` reads ids from stdin.' \
                quotas 'Change one or more quotas; `-` reads ids from stdin.'
        case '+upload'
            printf '%s\t%s\n' \
                models 'Upload a Hugging Face folder into a model that waits for its files.'
        case '+use'
            printf '%s\t%s\n' \
                profiles 'Use a profile from now on.'
        case '+validate'
            printf '%s\t%s\n' \
                datasets 'Check rows of files, folders or `-` (stdin) without sending anything. They are judged as one dataset.'
        case '+wait'
            printf '%s\t%s\n' \
                batch-inference-jobs 'Wait until one or more batch inference jobs are done; `-` reads ids from stdin.' \
                datasets 'Wait until one or more datasets are done; `-` reads ids from stdin.' \
                deployed-models 'Wait until one or more deployed models are done; `-` reads ids from stdin.' \
                deployments 'Wait until one or more deployments are done; `-` reads ids from stdin.' \
                models 'Wait until one or more models are done; `-` reads ids from stdin.' \
                sftj 'Wait until one or more supervised fine-tuning jobs are done; `-` reads ids from stdin.'
    end
end

# The options at a place, and what each is; a = behind those that take a value.
function __firectl_options -a place
    test "$place" = -; and return
    switch $place
        case ''
            printf '%s\t%s\n' \
                --version 'Show the version.' \
                -V 'Show the version.'
        case 'accounts list'
            printf '%s\t%s\n' \
                --filter= 'AIP-160 expression, e.g. \'state=READY\'.' \
                --order-by= 'Comma-separated fields; add " desc" to reverse.' \
                --page-size= 'Rows fetched at a time, 200 at most.' \
                --page-token= 'Print this one page only.' \
                --limit= 'Print at most so many rows.' \
                --no-paginate 'All pages; this is the default.' \
                --watch 'Go on, and show what changes; Ctrl-C ends it.' \
                --interval= 'Time between two looks of --watch, 2s by default.' \
                --on-change= 'Run this at each change, with the event as JSON on its stdin; no shell.'
        case 'accounts get'
            printf '%s\t%s\n' \
                --read-mask= 'Comma-separated paths of the fields to fetch.'
        case 'api'
            printf '%s\t%s\n' \
                -d= 'Body; @- reads stdin.' \
                --data= 'Body; @- reads stdin.'
        case 'batch-inference-jobs create'
            printf '%s\t%s\n' \
                --job-id= 'Id of the new resource; generated when absent.' \
                --name= 'Id of the new resource; generated when absent.' \
                -f= 'Fields from JSON or YAML, `-` reads stdin; flags win.' \
                --file= 'Fields from JSON or YAML, `-` reads stdin; flags win.' \
                --display-name= 'Name for people, fewer than 64 characters.' \
                --model= 'Model that answers; needed unless an earlier job is continued.' \
                -m= 'Model that answers; needed unless an earlier job is continued.' \
                --input-dataset-id= 'Rows of custom_id and body; needed unless an earlier job is continued.' \
                --input-dataset= 'Rows of custom_id and body; needed unless an earlier job is continued.' \
                --dataset= 'Rows of custom_id and body; needed unless an earlier job is continued.' \
                -d= 'Rows of custom_id and body; needed unless an earlier job is continued.' \
                --output-dataset-id= 'Dataset to make of the answers; named by the server when absent.' \
                --output-dataset= 'Dataset to make of the answers; named by the server when absent.' \
                -x= 'Dataset to make of the answers; named by the server when absent.' \
                --max-tokens= 'Longest answer, in tokens.' \
                --temperature= '0 to 2.' \
                --top-p= '0 to 1.' \
                --n= 'Answers to each row.' \
                --extra-body= 'More request fields, as JSON text.' \
                --top-k= 'Tokens to choose from.' \
                --precision= 'Precision to run in.' \
                --continue-from= 'Earlier job whose unanswered rows are answered.' \
                --max-job-duration= 'Longest time it may take: 12h, 24h, 48h or 72h.' \
                --system-prompt= 'System message of rows that have none.' \
                --wait 'Return when it ended; fail if it failed.' \
                --wait-timeout= 'Longest time for --wait.' \
                --stall-timeout= 'Give up (exit 11) after this long without any progress.' \
                --dry-run 'Print the request that would be sent, and what it would cost; change nothing.'
        case 'batch-inference-jobs list'
            printf '%s\t%s\n' \
                --filter= 'AIP-160 expression, e.g. \'state=COMPLETED\'.' \
                --order-by= 'Comma-separated fields; add " desc" to reverse.' \
                --page-size= 'Rows fetched at a time, 200 at most.' \
                --page-token= 'Print this one page only.' \
                --limit= 'Print at most so many rows.' \
                --no-paginate 'All pages; this is the default.' \
                --watch 'Go on, and show what changes; Ctrl-C ends it.' \
                --interval= 'Time between two looks of --watch, 2s by default.' \
                --on-change= 'Run this at each change, with the event as JSON on its stdin; no shell.'
        case 'batch-inference-jobs get'
            printf '%s\t%s\n' \
                --read-mask= 'Comma-separated paths of the fields to fetch.'
        case 'batch-inference-jobs delete'
            printf '%s\t%s\n' \
                --filter= 'Delete all that match; needs --yes.' \
                -y 'Do not ask.' \
                --yes 'Do not ask.' \
                --wait 'Return when it ended; fail if it failed.' \
                --wait-timeout= 'Longest time for --wait.' \
                --stall-timeout= 'Give up (exit 11) after this long without any progress.' \
                --dry-run 'Print the request that would be sent, and what it would cost; change nothing.'
        case 'batch-inference-jobs wait'
            printf '%s\t%s\n' \
                --filter= 'Wait for all that match now; what comes later is not waited for.' \
                --for= 'State to wait for; GONE waits until it no longer exists.' \
                --any 'One is enough, or all must; all is the default.' \
                --all 'The opposite of --any.' \
                --timeout= 'Give up (exit 124) after this; never by default.' \
                --wait-timeout= 'Give up (exit 124) after this; never by default.' \
                --stall-timeout= 'Give up (exit 11) after this long without any progress.' \
                --interval= 'Time between looks; adapts by default.' \
                --on-change= 'Run this at each change, with the event as JSON on its stdin; no shell.'
        case 'completion'
            printf '%s\t%s\n' \
                --install 'Write it where your shell looks for it, for you alone.'
        case 'costs estimate sftj'
            printf '%s\t%s\n' \
                --base-model= 'Model to train.' \
                --model= 'Model to train.' \
                --dataset= 'Data set to train on.' \
                --file= 'Or a file of rows on this machine; repeatable.' \
                --epochs= 'Times each row is seen.'
        case 'costs estimate deployment'
            printf '%s\t%s\n' \
                --accelerator-type= 'Kind of GPU.' \
                --gpu-type= 'Kind of GPU.' \
                --accelerator-count= 'GPUs of each replica.' \
                --gpu-count= 'GPUs of each replica.' \
                --min-replicas= 'Fewest replicas.' \
                --min-replica-count= 'Fewest replicas.' \
                --max-replicas= 'Most replicas.' \
                --max-replica-count= 'Most replicas.'
        case 'costs estimate inference'
            printf '%s\t%s\n' \
                --model= 'Model that is asked.' \
                --input-tokens= 'Tokens read.' \
                --output-tokens= 'Tokens written.'
        case 'datasets create'
            printf '%s\t%s\n' \
                --name= 'The id, instead of the argument.' \
                --dataset-id= 'The id, instead of the argument.' \
                -f= 'Fields from JSON or YAML, `-` reads stdin; flags win.' \
                --file= 'Fields from JSON or YAML, `-` reads stdin; flags win.' \
                --display-name= 'Name for people, fewer than 64 characters.' \
                --external-url= 'Where the rows live, e.g. gs://bucket/rows.jsonl.' \
                --source-job-name= 'Job that made the data.' \
                --format= 'What a row is; found out from the rows by default.' \
                --source= 'Dataset to derive this one from.' \
                --filter= 'SQL-like condition on the rows of --source.' \
                --shard-size= 'Bytes, about, of the parts that large files are cut into; 32MiB by default.' \
                --parallel= 'Files sent at once.' \
                --require-checksum 'Fail (exit 14) where the storage does not state the checksum of what it holds.' \
                --wait 'Return when it ended; fail if it failed.' \
                --wait-timeout= 'Longest time for --wait.' \
                --stall-timeout= 'Give up (exit 11) after this long without any progress.' \
                --dry-run 'Print the request that would be sent, and what it would cost; change nothing.'
        case 'datasets list'
            printf '%s\t%s\n' \
                --filter= 'AIP-160 expression, e.g. \'state=READY\'.' \
                --order-by= 'Comma-separated fields; add " desc" to reverse.' \
                --page-size= 'Rows fetched at a time, 200 at most.' \
                --page-token= 'Print this one page only.' \
                --limit= 'Print at most so many rows.' \
                --no-paginate 'All pages; this is the default.' \
                --watch 'Go on, and show what changes; Ctrl-C ends it.' \
                --interval= 'Time between two looks of --watch, 2s by default.' \
                --on-change= 'Run this at each change, with the event as JSON on its stdin; no shell.'
        case 'datasets get'
            printf '%s\t%s\n' \
                --read-mask= 'Comma-separated paths of the fields to fetch.'
        case 'datasets update'
            printf '%s\t%s\n' \
                -f= 'Fields from JSON or YAML, `-` reads stdin; flags win.' \
                --file= 'Fields from JSON or YAML, `-` reads stdin; flags win.' \
                --display-name= 'Name for people, fewer than 64 characters.' \
                --example-count= 'Number of rows, counted by the client.' \
                --external-url= 'Where the rows live, e.g. gs://bucket/rows.jsonl.' \
                --format= 'What a row is.' \
                --source-job-name= 'Job that made the data.' \
                --wait 'Return when it ended; fail if it failed.' \
                --wait-timeout= 'Longest time for --wait.' \
                --stall-timeout= 'Give up (exit 11) after this long without any progress.' \
                --dry-run 'Print the request that would be sent, and what it would cost; change nothing.'
        case 'datasets delete'
            printf '%s\t%s\n' \
                --filter= 'Delete all that match; needs --yes.' \
                -y 'Do not ask.' \
                --yes 'Do not ask.' \
                --wait 'Return when it ended; fail if it failed.' \
                --wait-timeout= 'Longest time for --wait.' \
                --stall-timeout= 'Give up (exit 11) after this long without any progress.' \
                --dry-run 'Print the request that would be sent, and what it would cost; change nothing.'
        case 'datasets wait'
            printf '%s\t%s\n' \
                --filter= 'Wait for all that match now; what comes later is not waited for.' \
                --for= 'State to wait for; GONE waits until it no longer exists.' \
                --any 'One is enough, or all must; all is the default.' \
                --all 'The opposite of --any.' \
                --timeout= 'Give up (exit 124) after this; never by default.' \
                --wait-timeout= 'Give up (exit 124) after this; never by default.' \
                --stall-timeout= 'Give up (exit 11) after this long without any progress.' \
                --interval= 'Time between looks; adapts by default.' \
                --on-change= 'Run this at each change, with the event as JSON on its stdin; no shell.'
        case 'datasets download'
            printf '%s\t%s\n' \
                --output-dir= 'Folder to write to, instead of the argument.' \
                --overwrite 'Replace files that exist.' \
                --skip-existing 'Keep files that exist with the same content.' \
                --shards 'Keep the parts of a file that was cut.' \
                --download-lineage 'Ancestor datasets too.'
        case 'datasets validate'
            printf '%s\t%s\n' \
                --format= 'What a row is; found out from the rows by default.' \
                --max-errors= 'Errors shown; all are counted.'
        case 'deployed-models list'
            printf '%s\t%s\n' \
                --filter= 'AIP-160 expression, e.g. \'state=DEPLOYED\'.' \
                --order-by= 'Comma-separated fields; add " desc" to reverse.' \
                --page-size= 'Rows fetched at a time, 200 at most.' \
                --page-token= 'Print this one page only.' \
                --limit= 'Print at most so many rows.' \
                --no-paginate 'All pages; this is the default.' \
                --watch 'Go on, and show what changes; Ctrl-C ends it.' \
                --interval= 'Time between two looks of --watch, 2s by default.' \
                --on-change= 'Run this at each change, with the event as JSON on its stdin; no shell.'
        case 'deployed-models get'
            printf '%s\t%s\n' \
                --read-mask= 'Comma-separated paths of the fields to fetch.'
        case 'deployed-models update'
            printf '%s\t%s\n' \
                -f= 'Fields from JSON or YAML, `-` reads stdin; flags win.' \
                --file= 'Fields from JSON or YAML, `-` reads stdin; flags win.' \
                --display-name= 'Name for people, fewer than 64 characters.' \
                --description= 'Free text, fewer than 1000 characters.' \
                --model= 'Model that is loaded.' \
                --deployment= 'Deployment that hosts it.' \
                --default 'Target when a request names no deployment.' \
                --no-default 'The opposite of --default.' \
                --serverless 'Hosted by the platform.' \
                --no-serverless 'The opposite of --serverless.' \
                --public 'Anybody may query it.' \
                --no-public 'The opposite of --public.' \
                --wait 'Return when it ended; fail if it failed.' \
                --wait-timeout= 'Longest time for --wait.' \
                --stall-timeout= 'Give up (exit 11) after this long without any progress.' \
                --dry-run 'Print the request that would be sent, and what it would cost; change nothing.'
        case 'deployed-models wait'
            printf '%s\t%s\n' \
                --filter= 'Wait for all that match now; what comes later is not waited for.' \
                --for= 'State to wait for; GONE waits until it no longer exists.' \
                --any 'One is enough, or all must; all is the default.' \
                --all 'The opposite of --any.' \
                --timeout= 'Give up (exit 124) after this; never by default.' \
                --wait-timeout= 'Give up (exit 124) after this; never by default.' \
                --stall-timeout= 'Give up (exit 11) after this long without any progress.' \
                --interval= 'Time between looks; adapts by default.' \
                --on-change= 'Run this at each change, with the event as JSON on its stdin; no shell.'
        case 'deployments create'
            printf '%s\t%s\n' \
                --deployment-id= 'Id of the new resource; generated when absent.' \
                --name= 'Id of the new resource; generated when absent.' \
                -f= 'Fields from JSON or YAML, `-` reads stdin; flags win.' \
                --file= 'Fields from JSON or YAML, `-` reads stdin; flags win.' \
                --display-name= 'Name for people, fewer than 64 characters.' \
                --description= 'Free text, fewer than 1000 characters.' \
                --annotations= 'Tags of yours; keys start with custom/.' \
                --min-replica-count= 'Replicas to keep, 0 by default.' \
                --min-replicas= 'Replicas to keep, 0 by default.' \
                --max-replica-count= 'Replicas at most.' \
                --max-replicas= 'Replicas at most.' \
                --max-with-revocable-replica-count= 'Replicas at most, revocable ones included.' \
                --scale-up-window= 'Wait before adding a replica, 30s by default.' \
                --scale-down-window= 'Wait before removing a replica, 10m by default.' \
                --scale-to-zero-window= 'Idle time before zero replicas, 1h by default, at least 5m.' \
                --load-targets= 'Metric name to target, e.g. default=0.8.' \
                --model= 'Model to serve. Required, here or in -f.' \
                --accelerator-count= 'GPUs in each replica.' \
                --gpu-count= 'GPUs in each replica.' \
                --accelerator-type= 'GPU, e.g. NVIDIA_H100_80GB or h100.' \
                --gpu-type= 'GPU, e.g. NVIDIA_H100_80GB or h100.' \
                --precision= 'Precision to serve in.' \
                --enable-addons 'Allow LoRA adapters to be loaded.' \
                --no-enable-addons 'The opposite of --enable-addons.' \
                --draft-token-count= 'Tokens drafted per step.' \
                --draft-model= 'Draft model for speculative decoding.' \
                --ngram-speculation-length= 'Length of n-gram speculation.' \
                --enable-session-affinity 'Keep a user on one replica.' \
                --no-enable-session-affinity 'The opposite of --enable-session-affinity.' \
                --direct-route-api-keys= 'Keys for the direct route.' \
                --num-peft-device-cached= 'Adapters kept on the GPU.' \
                --direct-route-type= 'Private or direct address.' \
                --deployment-template= 'Template to start from; enterprise accounts.' \
                --long-prompt 'Tune for long prompts.' \
                --no-long-prompt 'The opposite of --long-prompt.' \
                --max-context-length= 'Tokens served at most; 0 means the model\'s own.' \
                --disable-deployment-size-validation 'Take hardware that looks too small.' \
                --no-disable-deployment-size-validation 'The opposite of --disable-deployment-size-validation.' \
                --enable-hot-load 'Load new weights while serving.' \
                --no-enable-hot-load 'The opposite of --enable-hot-load.' \
                --hot-load-bucket-type= 'Where new weights come from.' \
                --enable-hot-reload-latest-addon 'Merge the latest adapter while serving.' \
                --no-enable-hot-reload-latest-addon 'The opposite of --enable-hot-reload-latest-addon.' \
                --deployment-shape= 'Tested configuration: fast, throughput, minimal or a full name.' \
                --active-model-version= 'Version served now.' \
                --target-model-version= 'Version being rolled out.' \
                --hot-load-bucket-url= 's3:// or gs:// URL of new weights.' \
                --pricing-plan-id= 'Billing plan.' \
                --hot-load-trainer-job= 'Trainer whose weights to load.' \
                --hot-load-transition-type= 'Whether running requests end first.' \
                --max-concurrency-per-replica= 'Requests at once; more get 429. 0 is the platform\'s default.' \
                --preemptible 'May be reclaimed at any time; fixed once made.' \
                --no-preemptible 'The opposite of --preemptible.' \
                --enable-mtp 'Multi-token prediction.' \
                --no-enable-mtp 'The opposite of --enable-mtp.' \
                --region= 'Region (us-iowa-1), group of regions (us), or a cloud\'s region (us-west-2).' \
                --fallback-regions= 'Further regions, comma-separated.' \
                --auto-scale= 'true: between min and max; false: always max replicas.' \
                --max-tokens-per-second= 'Add replicas above so many generated tokens a second on each.' \
                --multi-region= 'Group of regions: global, us, europe, apac.' \
                --smoke-test 'Wait till it is READY, then ask it one small question, which costs tokens.' \
                --max-cost= 'Refuse (exit 13) when an hour at the highest replica count costs more, or is not known.' \
                --disable-auto-deploy 'Do not load the base model at once.' \
                --disable-speculative-decoding 'No draft model and no n-gram speculation.' \
                --validate-only 'Let the server check the request and make nothing.' \
                --skip-shape-validation 'Take a shape that was not validated.' \
                --skip-image-tag-validation 'Take an image that was not validated.' \
                --accept-shapeless-risk 'Go without a deployment shape.' \
                --wait 'Return when it ended; fail if it failed.' \
                --wait-timeout= 'Longest time for --wait.' \
                --stall-timeout= 'Give up (exit 11) after this long without any progress.' \
                --dry-run 'Print the request that would be sent, and what it would cost; change nothing.'
        case 'deployments list'
            printf '%s\t%s\n' \
                --filter= 'AIP-160 expression, e.g. \'state=READY\'.' \
                --order-by= 'Comma-separated fields; add " desc" to reverse.' \
                --page-size= 'Rows fetched at a time, 200 at most.' \
                --page-token= 'Print this one page only.' \
                --limit= 'Print at most so many rows.' \
                --no-paginate 'All pages; this is the default.' \
                --show-deleted 'Include deleted ones that can still be restored.' \
                --watch 'Go on, and show what changes; Ctrl-C ends it.' \
                --interval= 'Time between two looks of --watch, 2s by default.' \
                --on-change= 'Run this at each change, with the event as JSON on its stdin; no shell.'
        case 'deployments get'
            printf '%s\t%s\n' \
                --read-mask= 'Comma-separated paths of the fields to fetch.' \
                --metrics 'Figures of the last minutes too.' \
                --time-range= 'Window of the figures, e.g. 5m.'
        case 'deployments update'
            printf '%s\t%s\n' \
                -f= 'Fields from JSON or YAML, `-` reads stdin; flags win.' \
                --file= 'Fields from JSON or YAML, `-` reads stdin; flags win.' \
                --display-name= 'Name for people, fewer than 64 characters.' \
                --description= 'Free text, fewer than 1000 characters.' \
                --annotations= 'Tags of yours; keys start with custom/.' \
                --min-replica-count= 'Replicas to keep, 0 by default.' \
                --min-replicas= 'Replicas to keep, 0 by default.' \
                --max-replica-count= 'Replicas at most.' \
                --max-replicas= 'Replicas at most.' \
                --max-with-revocable-replica-count= 'Replicas at most, revocable ones included.' \
                --scale-up-window= 'Wait before adding a replica, 30s by default.' \
                --scale-down-window= 'Wait before removing a replica, 10m by default.' \
                --scale-to-zero-window= 'Idle time before zero replicas, 1h by default, at least 5m.' \
                --load-targets= 'Metric name to target, e.g. default=0.8.' \
                --model= 'Model to serve.' \
                --accelerator-count= 'GPUs in each replica.' \
                --gpu-count= 'GPUs in each replica.' \
                --accelerator-type= 'GPU, e.g. NVIDIA_H100_80GB or h100.' \
                --gpu-type= 'GPU, e.g. NVIDIA_H100_80GB or h100.' \
                --precision= 'Precision to serve in.' \
                --enable-addons 'Allow LoRA adapters to be loaded.' \
                --no-enable-addons 'The opposite of --enable-addons.' \
                --draft-token-count= 'Tokens drafted per step.' \
                --draft-model= 'Draft model for speculative decoding.' \
                --ngram-speculation-length= 'Length of n-gram speculation.' \
                --enable-session-affinity 'Keep a user on one replica.' \
                --no-enable-session-affinity 'The opposite of --enable-session-affinity.' \
                --direct-route-api-keys= 'Keys for the direct route.' \
                --num-peft-device-cached= 'Adapters kept on the GPU.' \
                --direct-route-type= 'Private or direct address.' \
                --deployment-template= 'Template to start from; enterprise accounts.' \
                --long-prompt 'Tune for long prompts.' \
                --no-long-prompt 'The opposite of --long-prompt.' \
                --max-context-length= 'Tokens served at most; 0 means the model\'s own.' \
                --disable-deployment-size-validation 'Take hardware that looks too small.' \
                --no-disable-deployment-size-validation 'The opposite of --disable-deployment-size-validation.' \
                --enable-hot-load 'Load new weights while serving.' \
                --no-enable-hot-load 'The opposite of --enable-hot-load.' \
                --hot-load-bucket-type= 'Where new weights come from.' \
                --enable-hot-reload-latest-addon 'Merge the latest adapter while serving.' \
                --no-enable-hot-reload-latest-addon 'The opposite of --enable-hot-reload-latest-addon.' \
                --deployment-shape= 'Tested configuration: fast, throughput, minimal or a full name.' \
                --active-model-version= 'Version served now.' \
                --target-model-version= 'Version being rolled out.' \
                --hot-load-bucket-url= 's3:// or gs:// URL of new weights.' \
                --pricing-plan-id= 'Billing plan.' \
                --hot-load-trainer-job= 'Trainer whose weights to load.' \
                --hot-load-transition-type= 'Whether running requests end first.' \
                --max-concurrency-per-replica= 'Requests at once; more get 429. 0 is the platform\'s default.' \
                --enable-mtp 'Multi-token prediction.' \
                --no-enable-mtp 'The opposite of --enable-mtp.' \
                --max-cost= 'Refuse (exit 13) when an hour at the highest replica count costs more, or is not known.' \
                --skip-shape-validation 'Take a shape that was not validated.' \
                --wait 'Return when it ended; fail if it failed.' \
                --wait-timeout= 'Longest time for --wait.' \
                --stall-timeout= 'Give up (exit 11) after this long without any progress.' \
                --dry-run 'Print the request that would be sent, and what it would cost; change nothing.'
        case 'deployments delete'
            printf '%s\t%s\n' \
                --filter= 'Delete all that match; needs --yes.' \
                -y 'Do not ask.' \
                --yes 'Do not ask.' \
                --hard 'Purge at once; cannot be undone.' \
                --ignore-checks 'Delete even while it is in use.' \
                --wait 'Return when it ended; fail if it failed.' \
                --wait-timeout= 'Longest time for --wait.' \
                --stall-timeout= 'Give up (exit 11) after this long without any progress.' \
                --dry-run 'Print the request that would be sent, and what it would cost; change nothing.'
        case 'deployments wait'
            printf '%s\t%s\n' \
                --filter= 'Wait for all that match now; what comes later is not waited for.' \
                --for= 'State to wait for; GONE waits until it no longer exists.' \
                --any 'One is enough, or all must; all is the default.' \
                --all 'The opposite of --any.' \
                --timeout= 'Give up (exit 124) after this; never by default.' \
                --wait-timeout= 'Give up (exit 124) after this; never by default.' \
                --stall-timeout= 'Give up (exit 11) after this long without any progress.' \
                --interval= 'Time between looks; adapts by default.' \
                --on-change= 'Run this at each change, with the event as JSON on its stdin; no shell.'
        case 'deployments smoke-test'
            printf '%s\t%s\n' \
                --model= 'Model to ask, such as a loaded adapter; its base model by default.' \
                --prompt= 'What is asked.' \
                --max-tokens= 'Longest answer.' \
                --timeout= 'Time for all of it, waiting for the first replica included.' \
                --dry-run 'Print the request that would be sent, and what it would cost; change nothing.'
        case 'deployments scale'
            printf '%s\t%s\n' \
                --replica-count= 'Wanted replicas; 0 stops the bill.' \
                --replicas= 'Wanted replicas; 0 stops the bill.' \
                --max-cost= 'Refuse (exit 13) when an hour at the highest replica count costs more, or is not known.' \
                --wait 'Return when it ended; fail if it failed.' \
                --wait-timeout= 'Longest time for --wait.' \
                --stall-timeout= 'Give up (exit 11) after this long without any progress.' \
                --dry-run 'Print the request that would be sent, and what it would cost; change nothing.'
        case 'deployments undelete'
            printf '%s\t%s\n' \
                --wait 'Return when it ended; fail if it failed.' \
                --wait-timeout= 'Longest time for --wait.' \
                --stall-timeout= 'Give up (exit 11) after this long without any progress.' \
                --dry-run 'Print the request that would be sent, and what it would cost; change nothing.'
        case 'experiments create'
            printf '%s\t%s\n' \
                --name= 'Id of the experiment.' \
                --id= 'Id of the experiment.' \
                --models= 'Models to compare.' \
                --dataset= 'Chat or completion rows to ask them.' \
                --max-tokens= 'Longest answer, in tokens.' \
                --temperature= '0 to 2.' \
                --dry-run 'Print the request that would be sent, and what it would cost; change nothing.'
        case 'experiments list'
            printf '%s\t%s\n' \
                --limit= 'Print at most so many rows.'
        case 'experiments run'
            printf '%s\t%s\n' \
                --split-traffic= 'Divide the rows by weight, one for each arm, such as 50/50.' \
                --arms= 'Only these models, by id or number; all by default.' \
                --run= 'Number of the run. One that exists is completed; another number asks again.' \
                --max-cost= 'Refuse (exit 13) when all answers together may cost more than this, or is not known.' \
                --wait 'Return when it ended; fail if it failed.' \
                --wait-timeout= 'Longest time for --wait.' \
                --stall-timeout= 'Give up (exit 11) after this long without any progress.' \
                --dry-run 'Print the request that would be sent, and what it would cost; change nothing.'
        case 'experiments results'
            printf '%s\t%s\n' \
                --run= 'Number of the run; the latest by default.' \
                --differing= 'Rows with differing answers to show: 10 by default, all with -o json.' \
                --rows 'List every row with every answer instead, as it is read.'
        case 'experiments delete'
            printf '%s\t%s\n' \
                -y 'Do not ask.' \
                --yes 'Do not ask.' \
                --dry-run 'Print the request that would be sent, and what it would cost; change nothing.'
        case 'history'
            printf '%s\t%s\n' \
                --limit= 'Newest rows; 0 is all. 50 without --since.' \
                --since= 'From then on: a time, or 24h for the last day.'
        case 'local serve'
            printf '%s\t%s\n' \
                --host= 'Address to listen on.' \
                --port= 'Port; 0 takes a free one.' \
                --api-key-file= 'File with the key clients need; without it one is printed.' \
                --tls 'Speak HTTPS, with a certificate of a throw-away authority.' \
                --speed= 'Let time run so many times as fast.' \
                --data-dir= 'Folder with its state, instead of the usual one.'
        case 'local status'
            printf '%s\t%s\n' \
                --data-dir= 'Folder with its state, instead of the usual one.'
        case 'local reset'
            printf '%s\t%s\n' \
                --data-dir= 'Folder with its state, instead of the usual one.' \
                -y 'Do not ask.' \
                --yes 'Do not ask.'
        case 'local clock advance'
            printf '%s\t%s\n' \
                --data-dir= 'Folder with its state, instead of the usual one.'
        case 'local clock speed'
            printf '%s\t%s\n' \
                --data-dir= 'Folder with its state, instead of the usual one.'
        case 'local faults add'
            printf '%s\t%s\n' \
                --match= 'Method and path, such as \'PUT /storage/*\'.' \
                --fault= 'One of return-STATUS, return-STATUS-after-NK, return-reset-connection, return-broken-stream-after-NK, stall-for-Ts-after-NK, lose-reply, delay-Ts, stall-job, fail-job.' \
                --times= 'How often; 0 is always.' \
                --data-dir= 'Folder with its state, instead of the usual one.'
        case 'local faults list'
            printf '%s\t%s\n' \
                --data-dir= 'Folder with its state, instead of the usual one.'
        case 'local faults clear'
            printf '%s\t%s\n' \
                --data-dir= 'Folder with its state, instead of the usual one.'
        case 'login'
            printf '%s\t%s\n' \
                --api-key-stdin 'Read the key from stdin.' \
                --store= 'Where to store it; the keyring where there is a usable one.'
        case 'models list'
            printf '%s\t%s\n' \
                --filter= 'AIP-160 expression, e.g. \'state=READY\'.' \
                --order-by= 'Comma-separated fields; add " desc" to reverse.' \
                --page-size= 'Rows fetched at a time, 200 at most.' \
                --page-token= 'Print this one page only.' \
                --limit= 'Print at most so many rows.' \
                --no-paginate 'All pages; this is the default.' \
                --category= 'List public models of this kind.' \
                --search= 'Part of the name or the display name.' \
                --kind= 'What the weights are.' \
                --state= 'State.' \
                --watch 'Go on, and show what changes; Ctrl-C ends it.' \
                --interval= 'Time between two looks of --watch, 2s by default.' \
                --on-change= 'Run this at each change, with the event as JSON on its stdin; no shell.'
        case 'models get'
            printf '%s\t%s\n' \
                --read-mask= 'Comma-separated paths of the fields to fetch.'
        case 'models update'
            printf '%s\t%s\n' \
                -f= 'Fields from JSON or YAML, `-` reads stdin; flags win.' \
                --file= 'Fields from JSON or YAML, `-` reads stdin; flags win.' \
                --display-name= 'Name for people, fewer than 64 characters.' \
                --description= 'Free text, fewer than 1000 characters.' \
                --kind= 'What the weights are.' \
                --github-url= 'Source code page.' \
                --hugging-face-url= 'Hugging Face page; needed before an uploaded model can be tuned.' \
                --public 'Anybody may read the model.' \
                --no-public 'The opposite of --public.' \
                --context-length= 'Tokens the model can attend to.' \
                --supports-image-input 'Takes pictures.' \
                --no-supports-image-input 'The opposite of --supports-image-input.' \
                --supports-tools 'Can call functions.' \
                --no-supports-tools 'The opposite of --supports-tools.' \
                --default-draft-model= 'Draft model for speculative decoding.' \
                --default-draft-token-count= 'Tokens drafted per step; with a draft model.' \
                --supports-lora 'Takes LoRA adapters.' \
                --no-supports-lora 'The opposite of --supports-lora.' \
                --use-hf-apply-chat-template 'Uses the template of its tokenizer.' \
                --no-use-hf-apply-chat-template 'The opposite of --use-hf-apply-chat-template.' \
                --training-context-length= 'Tokens per example in training.' \
                --snapshot-type= 'Full or incremental snapshot.' \
                --use-training-v2 'Trained by the newer stack.' \
                --no-use-training-v2 'The opposite of --use-training-v2.' \
                --wait 'Return when it ended; fail if it failed.' \
                --wait-timeout= 'Longest time for --wait.' \
                --stall-timeout= 'Give up (exit 11) after this long without any progress.' \
                --dry-run 'Print the request that would be sent, and what it would cost; change nothing.'
        case 'models delete'
            printf '%s\t%s\n' \
                --filter= 'Delete all that match; needs --yes.' \
                -y 'Do not ask.' \
                --yes 'Do not ask.' \
                --wait 'Return when it ended; fail if it failed.' \
                --wait-timeout= 'Longest time for --wait.' \
                --stall-timeout= 'Give up (exit 11) after this long without any progress.' \
                --dry-run 'Print the request that would be sent, and what it would cost; change nothing.'
        case 'models wait'
            printf '%s\t%s\n' \
                --filter= 'Wait for all that match now; what comes later is not waited for.' \
                --for= 'State to wait for; GONE waits until it no longer exists.' \
                --any 'One is enough, or all must; all is the default.' \
                --all 'The opposite of --any.' \
                --timeout= 'Give up (exit 124) after this; never by default.' \
                --wait-timeout= 'Give up (exit 124) after this; never by default.' \
                --stall-timeout= 'Give up (exit 11) after this long without any progress.' \
                --interval= 'Time between looks; adapts by default.' \
                --on-change= 'Run this at each change, with the event as JSON on its stdin; no shell.'
        case 'models download'
            printf '%s\t%s\n' \
                --output-dir= 'Folder to write to, instead of the argument.' \
                --overwrite 'Replace files that exist.' \
                --skip-existing 'Keep files that exist with the same content.' \
                --model= 'The model, instead of the argument.'
        case 'models create'
            printf '%s\t%s\n' \
                --name= 'The id, instead of the argument.' \
                --model-id= 'The id, instead of the argument.' \
                -f= 'Fields from JSON or YAML, `-` reads stdin; flags win.' \
                --file= 'Fields from JSON or YAML, `-` reads stdin; flags win.' \
                --base-model= 'Model that a LoRA adapter belongs to.' \
                --embedding 'It is an embedding model.' \
                --display-name= 'Name for people, fewer than 64 characters.' \
                --description= 'Free text, fewer than 1000 characters.' \
                --github-url= 'Source code page.' \
                --hugging-face-url= 'Hugging Face page; needed before an uploaded model can be tuned.' \
                --public 'Anybody may read the model.' \
                --no-public 'The opposite of --public.' \
                --context-length= 'Tokens the model can attend to.' \
                --supports-image-input 'Takes pictures.' \
                --no-supports-image-input 'The opposite of --supports-image-input.' \
                --supports-tools 'Can call functions.' \
                --no-supports-tools 'The opposite of --supports-tools.' \
                --default-draft-model= 'Draft model for speculative decoding.' \
                --default-draft-token-count= 'Tokens drafted per step; with a draft model.' \
                --supports-lora 'Takes LoRA adapters.' \
                --no-supports-lora 'The opposite of --supports-lora.' \
                --use-hf-apply-chat-template 'Uses the template of its tokenizer.' \
                --no-use-hf-apply-chat-template 'The opposite of --use-hf-apply-chat-template.' \
                --training-context-length= 'Tokens per example in training.' \
                --snapshot-type= 'Full or incremental snapshot.' \
                --use-training-v2 'Trained by the newer stack.' \
                --no-use-training-v2 'The opposite of --use-training-v2.' \
                --enable-resumable-upload 'Resume inside a file after a break; on by default.' \
                --no-enable-resumable-upload 'The opposite of --enable-resumable-upload.' \
                --parallel= 'Files sent at once.' \
                --require-checksum 'Fail (exit 14) where the storage does not state the checksum of what it holds.' \
                --poll-duration= 'Longest time for the platform to see and check the files.' \
                --skip-hf-config-validation 'Take config.json as it is.' \
                --trust-remote-code 'Allow custom code.' \
                --wait 'Return when it ended; fail if it failed.' \
                --wait-timeout= 'Longest time for --wait.' \
                --stall-timeout= 'Give up (exit 11) after this long without any progress.' \
                --dry-run 'Print the request that would be sent, and what it would cost; change nothing.'
        case 'models upload'
            printf '%s\t%s\n' \
                --enable-resumable-upload 'Resume inside a file after a break; on by default.' \
                --no-enable-resumable-upload 'The opposite of --enable-resumable-upload.' \
                --parallel= 'Files sent at once.' \
                --require-checksum 'Fail (exit 14) where the storage does not state the checksum of what it holds.' \
                --poll-duration= 'Longest time for the platform to see and check the files.' \
                --skip-hf-config-validation 'Take config.json as it is.' \
                --trust-remote-code 'Allow custom code.' \
                --wait 'Return when it ended; fail if it failed.' \
                --wait-timeout= 'Longest time for --wait.' \
                --stall-timeout= 'Give up (exit 11) after this long without any progress.'
        case 'models prepare'
            printf '%s\t%s\n' \
                --precision= 'Wanted precision, e.g. FP8.' \
                --accelerator-count= 'GPUs to prepare with.' \
                --abort 'Stop a preparation.' \
                --wait 'Return when it ended; fail if it failed.' \
                --wait-timeout= 'Longest time for --wait.' \
                --dry-run 'Print the request that would be sent, and what it would cost; change nothing.'
        case 'models load-lora'
            printf '%s\t%s\n' \
                --deployment= 'Deployment to load it on.' \
                --public 'Anybody may query it.' \
                --replace-merged-addon 'Swap the adapter that is merged in.' \
                --wait 'Return when it ended; fail if it failed.' \
                --wait-timeout= 'Longest time for --wait.' \
                --stall-timeout= 'Give up (exit 11) after this long without any progress.' \
                --dry-run 'Print the request that would be sent, and what it would cost; change nothing.'
        case 'models unload-lora'
            printf '%s\t%s\n' \
                --deployment= 'Deployment to unload it from; needed where it is loaded on several.' \
                --wait 'Return when it ended; fail if it failed.' \
                --wait-timeout= 'Longest time for --wait.' \
                --stall-timeout= 'Give up (exit 11) after this long without any progress.' \
                --dry-run 'Print the request that would be sent, and what it would cost; change nothing.'
        case 'profiles delete'
            printf '%s\t%s\n' \
                -y 'Do not ask.' \
                --yes 'Do not ask.'
        case 'quotas list'
            printf '%s\t%s\n' \
                --filter= 'AIP-160 expression, e.g. \'create_time>"2026-01-01T00:00:00Z"\'.' \
                --order-by= 'Comma-separated fields; add " desc" to reverse.' \
                --page-size= 'Rows fetched at a time, 200 at most.' \
                --page-token= 'Print this one page only.' \
                --limit= 'Print at most so many rows.' \
                --no-paginate 'All pages; this is the default.'
        case 'quotas get'
            printf '%s\t%s\n' \
                --read-mask= 'Comma-separated paths of the fields to fetch.'
        case 'quotas update'
            printf '%s\t%s\n' \
                -f= 'Fields from JSON or YAML, `-` reads stdin; flags win.' \
                --file= 'Fields from JSON or YAML, `-` reads stdin; flags win.' \
                --value= 'Enforced value; you may lower it below the maximum.' \
                --max-value= 'Highest approved value.' \
                --allow-missing 'Make the quota where there is none.' \
                --dry-run 'Print the request that would be sent, and what it would cost; change nothing.'
        case 'regions list'
            printf '%s\t%s\n' \
                --all 'Also regions where nothing is offered on demand.'
        case 'sftj create'
            printf '%s\t%s\n' \
                --job-id= 'Id of the new resource; generated when absent.' \
                --name= 'Id of the new resource; generated when absent.' \
                -f= 'Fields from JSON or YAML, `-` reads stdin; flags win.' \
                --file= 'Fields from JSON or YAML, `-` reads stdin; flags win.' \
                --display-name= 'Name for people, fewer than 64 characters.' \
                --dataset= 'Rows to train on. Required, here or in -f.' \
                --aws-credentials-secret= 'Secret with the S3 credentials.' \
                --aws-iam-role= 'Role to assume for S3.' \
                --azure-credentials-secret= 'Secret with the Azure credentials.' \
                --azure-managed-identity-client-id= 'Azure client id (UUID).' \
                --azure-tenant-id= 'Azure tenant (UUID).' \
                --output-model= 'Model to make; the job\'s id when absent.' \
                --base-model= 'Model to start from; exclusive with --warm-start-from.' \
                --warm-start-from= 'LoRA adapter to go on from; exclusive with --base-model.' \
                --jinja-template= 'Chat template; refused by the newer training stack.' \
                --early-stop 'Stop when the loss no longer falls; ignored by managed training.' \
                --no-early-stop 'The opposite of --early-stop.' \
                --epochs= 'Passes over the data, 1 by default.' \
                --learning-rate= 'Peak learning rate.' \
                --max-context-length= 'Tokens an example may have; longer ones are cut.' \
                --lora-rank= 'Power of two up to 32, 8 by default; 0 trains all parameters.' \
                --wandb 'Log to Weights & Biases.' \
                --no-wandb 'The opposite of --wandb.' \
                --wandb-api-key= 'Key for Weights & Biases.' \
                --wandb-project= 'Project there.' \
                --wandb-entity= 'Entity there.' \
                --evaluation-dataset= 'Rows to evaluate on.' \
                --turbo 'Train on more hardware to end sooner.' \
                --no-turbo 'The opposite of --turbo.' \
                --eval-auto-carveout 'Hold back part of the data to evaluate on.' \
                --no-eval-auto-carveout 'The opposite of --eval-auto-carveout.' \
                --learning-rate-warmup-steps= 'Steps until the peak learning rate.' \
                --batch-size-samples= 'Rows in an optimizer step.' \
                --optimizer-weight-decay= 'Weight decay, 0.01 by default.' \
                --purpose= 'What the job is for.' \
                --sampler-checkpoint-save-interval-steps= 'Steps between saved checkpoints; 0 saves none.' \
                --renderer-hugging-face-repo-id= 'Repository whose template renders the rows.' \
                --use-reservation 'Try reserved capacity first.' \
                --no-use-reservation 'The opposite of --use-reservation.' \
                --reservation-target= 'Reservation to use.' \
                --use-purpose= 'What the reservation is used for.' \
                --full-parameter-tuning 'Train all parameters, as --lora-rank 0.' \
                --learning-rate-scheduler= 'How the learning rate falls.' \
                --learning-rate-min-lr-ratio= 'Floor as a share of the peak.' \
                --learning-rate-decay-ratio= 'Share of the steps to decay over.' \
                --source-job= 'Take the settings of this job; flags win.' \
                --max-cost= 'Refuse (exit 13) when the job costs more, or is not known.' \
                --wait 'Return when it ended; fail if it failed.' \
                --wait-timeout= 'Longest time for --wait.' \
                --stall-timeout= 'Give up (exit 11) after this long without any progress.' \
                --dry-run 'Print the request that would be sent, and what it would cost; change nothing.'
        case 'sftj list'
            printf '%s\t%s\n' \
                --filter= 'AIP-160 expression, e.g. \'state=COMPLETED\'.' \
                --order-by= 'Comma-separated fields; add " desc" to reverse.' \
                --page-size= 'Rows fetched at a time, 200 at most.' \
                --page-token= 'Print this one page only.' \
                --limit= 'Print at most so many rows.' \
                --no-paginate 'All pages; this is the default.' \
                --watch 'Go on, and show what changes; Ctrl-C ends it.' \
                --interval= 'Time between two looks of --watch, 2s by default.' \
                --on-change= 'Run this at each change, with the event as JSON on its stdin; no shell.'
        case 'sftj get'
            printf '%s\t%s\n' \
                --read-mask= 'Comma-separated paths of the fields to fetch.'
        case 'sftj delete'
            printf '%s\t%s\n' \
                --filter= 'Delete all that match; needs --yes.' \
                -y 'Do not ask.' \
                --yes 'Do not ask.' \
                --wait 'Return when it ended; fail if it failed.' \
                --wait-timeout= 'Longest time for --wait.' \
                --stall-timeout= 'Give up (exit 11) after this long without any progress.' \
                --dry-run 'Print the request that would be sent, and what it would cost; change nothing.'
        case 'sftj wait'
            printf '%s\t%s\n' \
                --filter= 'Wait for all that match now; what comes later is not waited for.' \
                --for= 'State to wait for; GONE waits until it no longer exists.' \
                --any 'One is enough, or all must; all is the default.' \
                --all 'The opposite of --any.' \
                --timeout= 'Give up (exit 124) after this; never by default.' \
                --wait-timeout= 'Give up (exit 124) after this; never by default.' \
                --stall-timeout= 'Give up (exit 11) after this long without any progress.' \
                --interval= 'Time between looks; adapts by default.' \
                --on-change= 'Run this at each change, with the event as JSON on its stdin; no shell.'
        case 'sftj cancel'
            printf '%s\t%s\n' \
                -y 'Do not ask.' \
                --yes 'Do not ask.' \
                --wait 'Return when it ended; fail if it failed.' \
                --wait-timeout= 'Longest time for --wait.' \
                --stall-timeout= 'Give up (exit 11) after this long without any progress.' \
                --dry-run 'Print the request that would be sent, and what it would cost; change nothing.'
        case 'sftj resume'
            printf '%s\t%s\n' \
                --dry-run 'Print the request that would be sent, and what it would cost; change nothing.'
        case 'version'
            printf '%s\t%s\n' \
                -l 'Show what a bug report needs.' \
                --long 'Show what a bug report needs.'
        case 'vpc-deployments create'
            printf '%s\t%s\n' \
                --deployment-id= 'Id of the new resource; generated when absent.' \
                --name= 'Id of the new resource; generated when absent.' \
                -f= 'Fields from JSON or YAML, `-` reads stdin; flags win.' \
                --file= 'Fields from JSON or YAML, `-` reads stdin; flags win.' \
                --display-name= 'Name for people, fewer than 64 characters.' \
                --description= 'Free text, fewer than 1000 characters.' \
                --annotations= 'Tags of yours; keys start with custom/.' \
                --min-replica-count= 'Replicas to keep, 0 by default.' \
                --min-replicas= 'Replicas to keep, 0 by default.' \
                --max-replica-count= 'Replicas at most.' \
                --max-replicas= 'Replicas at most.' \
                --max-with-revocable-replica-count= 'Replicas at most, revocable ones included.' \
                --scale-up-window= 'Wait before adding a replica, 30s by default.' \
                --scale-down-window= 'Wait before removing a replica, 10m by default.' \
                --scale-to-zero-window= 'Idle time before zero replicas, 1h by default, at least 5m.' \
                --load-targets= 'Metric name to target, e.g. default=0.8.' \
                --model= 'Model to serve. Required, here or in -f.' \
                --accelerator-count= 'GPUs in each replica.' \
                --gpu-count= 'GPUs in each replica.' \
                --accelerator-type= 'GPU, e.g. NVIDIA_H100_80GB or h100.' \
                --gpu-type= 'GPU, e.g. NVIDIA_H100_80GB or h100.' \
                --precision= 'Precision to serve in.' \
                --enable-addons 'Allow LoRA adapters to be loaded.' \
                --no-enable-addons 'The opposite of --enable-addons.' \
                --draft-token-count= 'Tokens drafted per step.' \
                --draft-model= 'Draft model for speculative decoding.' \
                --ngram-speculation-length= 'Length of n-gram speculation.' \
                --enable-session-affinity 'Keep a user on one replica.' \
                --no-enable-session-affinity 'The opposite of --enable-session-affinity.' \
                --direct-route-api-keys= 'Keys for the direct route.' \
                --num-peft-device-cached= 'Adapters kept on the GPU.' \
                --direct-route-type= 'Private or direct address.' \
                --deployment-template= 'Template to start from; enterprise accounts.' \
                --long-prompt 'Tune for long prompts.' \
                --no-long-prompt 'The opposite of --long-prompt.' \
                --max-context-length= 'Tokens served at most; 0 means the model\'s own.' \
                --disable-deployment-size-validation 'Take hardware that looks too small.' \
                --no-disable-deployment-size-validation 'The opposite of --disable-deployment-size-validation.' \
                --enable-hot-load 'Load new weights while serving.' \
                --no-enable-hot-load 'The opposite of --enable-hot-load.' \
                --hot-load-bucket-type= 'Where new weights come from.' \
                --enable-hot-reload-latest-addon 'Merge the latest adapter while serving.' \
                --no-enable-hot-reload-latest-addon 'The opposite of --enable-hot-reload-latest-addon.' \
                --deployment-shape= 'Tested configuration: fast, throughput, minimal or a full name.' \
                --active-model-version= 'Version served now.' \
                --target-model-version= 'Version being rolled out.' \
                --hot-load-bucket-url= 's3:// or gs:// URL of new weights.' \
                --pricing-plan-id= 'Billing plan.' \
                --hot-load-trainer-job= 'Trainer whose weights to load.' \
                --hot-load-transition-type= 'Whether running requests end first.' \
                --max-concurrency-per-replica= 'Requests at once; more get 429. 0 is the platform\'s default.' \
                --preemptible 'May be reclaimed at any time; fixed once made.' \
                --no-preemptible 'The opposite of --preemptible.' \
                --enable-mtp 'Multi-token prediction.' \
                --no-enable-mtp 'The opposite of --enable-mtp.' \
                --region= 'Region (us-iowa-1), group of regions (us), or a cloud\'s region (us-west-2).' \
                --fallback-regions= 'Further regions, comma-separated.' \
                --auto-scale= 'true: between min and max; false: always max replicas.' \
                --max-tokens-per-second= 'Add replicas above so many generated tokens a second on each.' \
                --multi-region= 'Group of regions: global, us, europe, apac.' \
                --vpc-id= 'VPC to be reached from (local control plane only).' \
                --security-groups= 'Security groups (local control plane only).' \
                --compliance-mode= 'Compliance mode (local control plane only).' \
                --max-cost= 'Refuse (exit 13) when an hour at the highest replica count costs more, or is not known.' \
                --disable-auto-deploy 'Do not load the base model at once.' \
                --disable-speculative-decoding 'No draft model and no n-gram speculation.' \
                --validate-only 'Let the server check the request and make nothing.' \
                --skip-shape-validation 'Take a shape that was not validated.' \
                --skip-image-tag-validation 'Take an image that was not validated.' \
                --accept-shapeless-risk 'Go without a deployment shape.' \
                --wait 'Return when it ended; fail if it failed.' \
                --wait-timeout= 'Longest time for --wait.' \
                --stall-timeout= 'Give up (exit 11) after this long without any progress.' \
                --dry-run 'Print the request that would be sent, and what it would cost; change nothing.'
    end
    printf '%s\t%s\n' \
        -a= 'Account to act on.' \
        --account-id= 'Account to act on.' \
        -p= 'Profile to use; `local` needs no account.' \
        --profile= 'Profile to use; `local` needs no account.' \
        --base-url= 'Control plane to talk to.' \
        -s= 'The same, as the official tool names it.' \
        --server= 'The same, as the official tool names it.' \
        --api-key= 'API key, `-` reads it from stdin; others can see a typed one.' \
        -o= 'Output format.' \
        --output= 'Output format.' \
        --query= 'Pick from the answer: a JMESPath for all of it.' \
        --columns= 'Columns of tables and csv: dotted paths.' \
        --sort-by= 'Sort rows by a dotted path; -PATH turns it round.' \
        --no-headers 'Leave out the titles of tables and csv.' \
        --request-timeout= 'Time for one API call with all attempts.' \
        --cacert= 'Certificate authorities to trust.' \
        --insecure 'Allow http:// and unverified TLS.' \
        -q 'Print the answer and errors only.' \
        --quiet 'Print the answer and errors only.' \
        --debug 'Show each request and reply on stderr.' \
        --no-color 'No colours.' \
        --jitter= 'Start after a random while, this at most.' \
        --lock= 'Do nothing while another run holds this lock.' \
        --lock-ok 'Exit 0 then, and not 18.' \
        -h 'Show this message and exit.' \
        --help 'Show this message and exit.'
end

# What an option takes, or the argument of a number.
function __firectl_values -a place what cur
    switch "$place:$what"
        case 'accounts get:#*' 'login:#0' '*:-a' '*:--account-id'
            __firectl_ids accounts $cur
        case 'api:#0'
            printf '%s\n' GET POST PATCH PUT DELETE
        case 'batch-inference-jobs create:-f' 'batch-inference-jobs create:--file' 'costs estimate sftj:--file' 'datasets create:-f' 'datasets create:--file' 'datasets create:#*' 'datasets update:-f' 'datasets update:--file' 'datasets validate:#*' 'deployed-models update:-f' 'deployed-models update:--file' 'deployments create:-f' 'deployments create:--file' 'deployments update:-f' 'deployments update:--file' 'local serve:--api-key-file' 'models update:-f' 'models update:--file' 'models create:-f' 'models create:--file' 'quotas update:-f' 'quotas update:--file' 'sftj create:-f' 'sftj create:--file' 'vpc-deployments create:-f' 'vpc-deployments create:--file' '*:--cacert'
            complete -C "'' $cur"
        case 'batch-inference-jobs create:--model' 'batch-inference-jobs create:-m' 'deployed-models update:--model' 'deployments create:--model' 'deployments create:--draft-model' 'deployments update:--model' 'deployments update:--draft-model' 'models get:#*' 'models update:--default-draft-model' 'models download:#0' 'models create:--base-model' 'models create:--default-draft-model' 'sftj create:--base-model' 'vpc-deployments create:--model' 'vpc-deployments create:--draft-model'
            __firectl_ids models,public-models $cur
        case 'batch-inference-jobs create:--input-dataset-id' 'batch-inference-jobs create:--input-dataset' 'batch-inference-jobs create:--dataset' 'batch-inference-jobs create:-d' 'datasets get:#*' 'datasets update:#*' 'datasets delete:#*' 'datasets wait:#*' 'datasets status:#*' 'datasets download:#0' 'experiments create:--dataset' 'sftj create:--dataset' 'sftj create:--evaluation-dataset'
            __firectl_ids datasets $cur
        case 'batch-inference-jobs create:--precision' 'deployments create:--precision' 'deployments update:--precision' 'models prepare:--precision' 'vpc-deployments create:--precision'
            printf '%s\n' FP16 FP8 FP8_MM FP8_AR FP8_MM_KV_ATTN FP8_KV FP8_MM_V2 FP8_V2 FP8_MM_KV_ATTN_V2 NF4 FP4 BF16 FP4_BLOCKSCALED_MM FP4_MX_MOE
        case 'batch-inference-jobs create:--continue-from' 'batch-inference-jobs get:#*' 'batch-inference-jobs delete:#*' 'batch-inference-jobs wait:#*' 'batch-inference-jobs status:#*'
            __firectl_ids batch-inference-jobs $cur
        case 'batch-inference-jobs wait:--for' 'sftj wait:--for'
            printf '%s\n' CREATING RUNNING COMPLETED FAILED CANCELLED DELETING WRITING_RESULTS VALIDATING DELETING_CLEANING_UP PENDING EXPIRED RE_QUEUEING CREATING_INPUT_DATASET IDLE CANCELLING EARLY_STOPPED PAUSED DELETED ARCHIVED GONE
        case 'completion:#0'
            printf '%s\n' bash zsh fish
        case 'config get:#0' 'config set:#0' 'config unset:#0'
            printf '%s\n' account_id base_url output json_case request_timeout cacert prices_file local_data_dir
        case 'costs estimate deployment:--accelerator-type' 'costs estimate deployment:--gpu-type' 'deployments create:--accelerator-type' 'deployments create:--gpu-type' 'deployments update:--accelerator-type' 'deployments update:--gpu-type' 'vpc-deployments create:--accelerator-type' 'vpc-deployments create:--gpu-type'
            printf '%s\n' NVIDIA_A100_80GB NVIDIA_H100_80GB AMD_MI300X_192GB NVIDIA_A10G_24GB NVIDIA_A100_40GB NVIDIA_L4_24GB NVIDIA_H200_141GB NVIDIA_B200_180GB AMD_MI325X_256GB AMD_MI350X_288GB NVIDIA_B300_288GB NVIDIA_GB200 NVIDIA_GB300 a100 h100 mi300x a10g l4 h200 b200 mi325x mi350x b300 gb200 gb300
        case 'datasets create:--format' 'datasets validate:--format'
            printf '%s\n' sft completion dpo rft batch embedding CHAT COMPLETION RL
        case 'datasets update:--format'
            printf '%s\n' CHAT COMPLETION RL
        case 'datasets wait:--for' 'models wait:--for'
            printf '%s\n' UPLOADING READY DELETED GONE
        case 'datasets download:--output-dir' 'datasets download:#1' 'local serve:--data-dir' 'local status:--data-dir' 'local reset:--data-dir' 'local clock advance:--data-dir' 'local clock speed:--data-dir' 'local faults add:--data-dir' 'local faults list:--data-dir' 'local faults clear:--data-dir' 'models download:--output-dir' 'models download:#1'
            __fish_complete_directories $cur ''
        case 'deployed-models get:#*' 'deployed-models update:#*' 'deployed-models wait:#*' 'deployed-models status:#*'
            __firectl_ids deployed-models $cur
        case 'deployed-models update:--deployment' 'deployments get:#*' 'deployments update:#*' 'deployments delete:#*' 'deployments wait:#*' 'deployments status:#*' 'deployments smoke-test:#0' 'deployments scale:#*' 'deployments undelete:#*' 'models load-lora:--deployment' 'models unload-lora:--deployment'
            __firectl_ids deployments $cur
        case 'deployed-models wait:--for'
            printf '%s\n' UNDEPLOYING DEPLOYING DEPLOYED UPDATING DELETED GONE
        case 'deployments create:--direct-route-type' 'deployments update:--direct-route-type' 'vpc-deployments create:--direct-route-type'
            printf '%s\n' INTERNET GCP_PRIVATE_SERVICE_CONNECT AWS_PRIVATELINK
        case 'deployments create:--hot-load-bucket-type' 'deployments update:--hot-load-bucket-type' 'vpc-deployments create:--hot-load-bucket-type'
            printf '%s\n' MINIO S3 NEBIUS FW_HOSTED
        case 'deployments create:--hot-load-transition-type' 'deployments update:--hot-load-transition-type' 'vpc-deployments create:--hot-load-transition-type'
            printf '%s\n' ASYNC SYNC
        case 'deployments create:--auto-scale' 'vpc-deployments create:--auto-scale'
            printf '%s\n' true false
        case 'deployments create:#0' 'models update:#*' 'models delete:#*' 'models wait:#*' 'models status:#*' 'models download:--model' 'models upload:#0' 'models prepare:#0' 'models load-lora:#0' 'models unload-lora:#0' 'sftj create:--warm-start-from' 'vpc-deployments create:#0'
            __firectl_ids models $cur
        case 'deployments wait:--for'
            printf '%s\n' CREATING READY DELETING FAILED UPDATING DELETED GONE
        case 'experiments get:#*' 'experiments run:#0' 'experiments results:#0' 'experiments delete:#*'
            __firectl_ids experiments $cur
        case 'help:#0'
            printf '%s\n' accounts api batch-inference-jobs completion config costs datasets deployed-models deployments doctor experiments help history local login logout models profiles quotas regions set-api-key sftj version vpc-deployments whoami cron data exit-codes library output rehearsal transfers
        case 'login:--store'
            printf '%s\n' keyring file
        case 'models list:--category'
            printf '%s\n' llm vision embedding tunable lora serverless experimental
        case 'models list:--kind' 'models update:--kind'
            printf '%s\n' HF_BASE_MODEL HF_PEFT_ADDON HF_TEFT_ADDON FLUMINA_BASE_MODEL FLUMINA_ADDON DRAFT_ADDON LIVE_MERGE CUSTOM_MODEL EMBEDDING_MODEL SNAPSHOT_MODEL
        case 'models list:--state'
            printf '%s\n' UPLOADING READY
        case 'models update:--snapshot-type' 'models create:--snapshot-type'
            printf '%s\n' INCREMENTAL_SNAPSHOT
        case 'profiles use:#0' 'profiles delete:#0' '*:-p' '*:--profile'
            __firectl_ids profiles $cur
        case 'quotas get:#*' 'quotas update:#*'
            __firectl_ids quotas $cur
        case 'regions get:#*'
            printf '%s\n' GLOBAL US EUROPE APAC US_IOWA_1 US_VIRGINIA_1 US_VIRGINIA_2 US_ILLINOIS_1 AP_TOKYO_1 US_ARIZONA_1 US_TEXAS_1 US_ILLINOIS_2 EU_FRANKFURT_1 US_TEXAS_2 EU_ICELAND_1 EU_ICELAND_2 US_WASHINGTON_1 US_WASHINGTON_2 US_WASHINGTON_3 AP_TOKYO_2 US_CALIFORNIA_1 US_UTAH_1 US_ARIZONA_3 US_GEORGIA_1 US_GEORGIA_2 US_WASHINGTON_4 US_GEORGIA_3 NA_BRITISHCOLUMBIA_1 US_GEORGIA_4 US_OHIO_1 US_NEWYORK_1 EU_NETHERLANDS_1 US_WASHINGTON_5 US_MINNESOTA_1 US_CALIFORNIA_2 NA_BRITISHCOLUMBIA_2 AP_MALAYSIA_2 US_OREGON_1 NA_BRITISHCOLUMBIA_3 AP_NEWSOUTHWALES_1 AP_TAIWAN_1
        case 'sftj create:--purpose'
            printf '%s\n' PURPOSE_PILOT
        case 'sftj create:--learning-rate-scheduler'
            printf '%s\n' constant linear cosine
        case 'sftj get:#*' 'sftj delete:#*' 'sftj wait:#*' 'sftj status:#*' 'sftj cancel:#*' 'sftj resume:#*'
            __firectl_ids sftj $cur
        case '*:-o' '*:--output'
            printf '%s\n' text table wide json jsonl yaml csv name flag
    end
end

# The ids of kinds, and the state of each; the words typed go by the environment, which others cannot see.
function __firectl_ids -a kinds cur
    set -l words (commandline -opc)
    set -l program firectl
    string match -q -r -- '/|^firectl-py$' $words[1]; and set program (string replace -r '^~' $HOME -- $words[1])
    type -q $program; or return
    set -lx FIRECTL_COMPLETE_WORDS (string join \n -- $words[2..] | string collect)
    $program __ids $kinds "$cur" 2>/dev/null </dev/null
end

function __firectl_complete
    set -l typed (commandline -opc)
    set -l cur (commandline -ct)
    set -l place ''
    set -l option ''
    set -l only_arguments ''
    set -l arguments 0
    for word in $typed[2..]
        if test -n "$option"
            set option ''
        else if test -z "$only_arguments"; and test "$word" = --
            set only_arguments 1
        else if test -z "$only_arguments"; and string match -q -r -- '^-.' "$word"
            contains -- "$word=" (__firectl_options $place | string replace -r '\t.*' '')
            and set option $word
        else if set -l next (__firectl_step "$place" "$word")
            set place $next
        else
            set -l words (__firectl_words "$place")
            set -q words[1]; and set place -
            set arguments (math $arguments + 1)
        end
    end
    if test -n "$option"
        test "$place" = -; or __firectl_values "$place" $option "$cur"
    else if test -z "$only_arguments"; and string match -q -- '--*=*' "$cur"
        set option (string replace -r '=.*' '' -- $cur)
        test "$place" = -; and return
        for value in (__firectl_values "$place" $option (string replace -r '^[^=]*=' '' -- $cur))
            echo "$option=$value"
        end
    else if test -z "$only_arguments"; and string match -q -- '-*' "$cur"
        __firectl_options "$place" | string replace -r '=\t' '\t'
    else
        set -l words (__firectl_words "$place")
        if set -q words[1]
            printf '%s\n' $words
        else
            __firectl_values "$place" "#$arguments" "$cur"
        end
    end
end

complete -c firectl -f -a '(__firectl_complete)'
complete -c firectl-py -w firectl
