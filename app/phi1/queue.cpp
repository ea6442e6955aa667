// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "app/phi1/commands.h"
#include "app/phi1/queued_command.h"
#include "core/base/text.h"
#include "core/jobs/job_queue.h"
#include "core/jobs/job_status.h"
#include "core/jobs/queue_devices.h"
#include "core/jobs/supervisor.h"

namespace phi1 {

namespace {

struct QueueOptions {
    std::string workspace;
    bool json = false;
    std::string id;
    int position = 0;
    JobQueue::NewEntry entry;
    std::string job;
    std::string device;
};

Result<JobQueue> openQueue(const QueueOptions &options)
{
    PHI1_ASSIGN(const Workspace workspace, workspaceAt(options.workspace));
    return JobQueue::open(workspace);
}

void printJson(const Json &json)
{
    std::fputs(dumpJsonPretty(json).c_str(), stdout);
}

Result<void> addEntry(QueueOptions &options)
{
    if (options.entry.arguments.empty())
        return failure(ErrorCode::Usage, "nothing to run: give a command of phi1 after --, such as "
                                         "`-- train nano.toml --run DIR`");
    std::vector<std::string> &arguments = options.entry.arguments;
    const QueuedCommand command = inspectCommand(arguments);
    options.entry.job = options.job.empty() ? command.job : std::filesystem::path(options.job);
    if (options.entry.job.empty())
        return failure(ErrorCode::Usage,
                       concat("phi1 ", printable(arguments.front(), 40),
                              " names no folder of its own: give one with --job DIR"));
    options.entry.devices = command.devices;
    if (!options.device.empty()) {
        options.entry.devices = {options.device};
        if (command.takesDevice) { // the last one counts
            arguments.emplace_back("--device");
            arguments.push_back(options.device);
        }
    }
    PHI1_ASSIGN(JobQueue queue, openQueue(options));
    PHI1_ASSIGN(const std::string id, queue.add(options.entry));
    PHI1_TRY(ensureSupervisor(queue.workspace()));
    if (options.json)
        printJson({{"id", id}});
    else
        std::printf("%s\n", id.c_str());
    return {};
}

/// What an entry is called where it has no name.
std::string title(const QueueEntry &entry)
{
    if (!entry.name.empty())
        return printable(entry.name, 60);
    std::string words;
    for (const std::string &argument : entry.arguments)
        words += (words.empty() ? "" : " ") + argument;
    return printable(words, 60);
}

std::string deviceText(const QueueEntry &entry)
{
    std::string text;
    for (const std::string &device : entry.devices)
        text += (text.empty() ? "" : ",") + device;
    return entry.shareDevice ? text + "+" : text;
}

std::string remark(const QueueEntry &entry, const std::vector<QueueEntry> &entries)
{
    if (entry.state == QueueState::Waiting && !isReady(entry, entries))
        return "after " + entry.after;
    if (entry.state == QueueState::Waiting) {
        const QueueEntry *holder = deviceHolder(entry, entries);
        if (!holder)
            return "";
        const bool sameCorpus = !entry.corpus.empty() && holder->corpus == entry.corpus;
        return concat("waits for entry ", holder->id, " to leave its ",
                      sameCorpus ? "corpus" : "device");
    }
    if (entry.state == QueueState::Running)
        return concat("process ", entry.process.pid);
    return printable(entry.reason, 300);
}

Result<void> listEntries(const QueueOptions &options)
{
    PHI1_ASSIGN(JobQueue queue, openQueue(options));
    PHI1_ASSIGN(const JobQueue::Listing listing, queue.list());
    for (const std::string &sentence : listing.damaged)
        std::fprintf(stderr, "phi1: %s\n", sentence.c_str());
    const bool supervised = hasSupervisor(queue.workspace());
    if (options.json) {
        Json entries = Json::array();
        for (const QueueEntry &entry : listing.entries) {
            Json json = toJson(entry);
            json["ready"] = isReady(entry, listing.entries);
            const bool waits = entry.state == QueueState::Waiting;
            const QueueEntry *holder = waits ? deviceHolder(entry, listing.entries) : nullptr;
            json["device_holder"] = holder ? Json(holder->id) : Json();
            json.erase("environment");
            json.erase("previous_status");
            entries.push_back(std::move(json));
        }
        printJson({{"paused", listing.paused},
                   {"supervisor", supervised},
                   {"entries", std::move(entries)}});
        return {};
    }
    if (listing.paused)
        std::printf("The queue is paused: nothing new is started.\n");
    for (const QueueEntry &entry : listing.entries)
        std::printf("%4s  %-9s %-7s %s  [%s]  %s\n", entry.id.c_str(),
                    std::string(queueStateName(entry.state)).c_str(), deviceText(entry).c_str(),
                    title(entry).c_str(), entry.job.c_str(),
                    remark(entry, listing.entries).c_str());
    if (listing.entries.empty())
        std::printf("The queue is empty.\n");
    return {};
}

/// After a change that may let an entry begin.
Result<void> changed(const JobQueue &queue, const QueueOptions &options)
{
    PHI1_ASSIGN(const JobQueue::Listing listing, queue.list());
    for (const QueueEntry &entry : listing.entries) {
        const bool isLeft =
            entry.state == QueueState::Starting || entry.state == QueueState::Running;
        if (isLeft || (!listing.paused && isReady(entry, listing.entries))) {
            PHI1_TRY(ensureSupervisor(queue.workspace()));
            break;
        }
    }
    if (options.json)
        printJson({{"paused", listing.paused}, {"entries", listing.entries.size()}});
    return {};
}

} // namespace

void addQueueCommand(CommandRegistry &registry)
{
    const auto options = std::make_shared<QueueOptions>();
    CLI::App *queue =
        registry.app.add_subcommand("queue", "what a workspace runs one after another");
    queue->add_option("--workspace", options->workspace,
                      "folder of the workspace (default: $XDG_DATA_HOME/phi1-workbench)");
    queue->add_flag("--json", options->json, "print the result as one JSON document");
    queue->require_subcommand(1);
    const auto verb = [&](const std::string &name, const std::string &description,
                          Result<void> (*work)(QueueOptions &)) {
        CLI::App *command = queue->add_subcommand(name, description);
        command->fallthrough(); // --workspace and --json may stand behind the verb
        command->callback([&registry, options, work] {
            registry.run = [options, work] { return work(*options); };
        });
        return command;
    };

    CLI::App *add =
        verb("add", "put a command at the end: add -- train nano.toml --run DIR", addEntry);
    add->add_option("--job", options->job,
                    "folder of the job or run (default: the one that the command names)");
    add->add_option("--device", options->device,
                    "what it computes on: auto, cpu, cuda or cuda:N (default: what the command "
                    "says); entries of one device run one after another");
    add->add_flag("--share", options->entry.shareDevice,
                  "may run beside others on its device; + in the list");
    add->add_option("--after", options->entry.after, "entry that must finish with status 0 first");
    add->add_option("--name", options->entry.name, "shown in lists");
    add->add_option("command", options->entry.arguments, "a command of phi1 and its arguments");

    verb("list", "all entries in their order", [](QueueOptions &o) { return listEntries(o); });

    const auto idOption = [&](CLI::App *command) {
        command->add_option("id", options->id, "the entry")->required();
    };
    idOption(verb("remove", "take an entry away", [](QueueOptions &o) -> Result<void> {
        PHI1_ASSIGN(JobQueue opened, openQueue(o));
        PHI1_TRY(opened.remove(o.id));
        return changed(opened, o);
    }));
    CLI::App *move =
        verb("move", "to another place among those that wait", [](QueueOptions &o) -> Result<void> {
            PHI1_ASSIGN(JobQueue opened, openQueue(o));
            PHI1_TRY(opened.move(o.id, o.position));
            return changed(opened, o);
        });
    idOption(move);
    move->add_option("position", options->position, "1: first")->required();
    idOption(verb("next", "before all others that wait", [](QueueOptions &o) -> Result<void> {
        PHI1_ASSIGN(JobQueue opened, openQueue(o));
        PHI1_TRY(opened.move(o.id, 1));
        return changed(opened, o);
    }));
    verb("pause", "start nothing new", [](QueueOptions &o) -> Result<void> {
        PHI1_ASSIGN(JobQueue opened, openQueue(o));
        PHI1_TRY(opened.setPaused(true));
        return changed(opened, o);
    });
    verb("resume", "go on starting", [](QueueOptions &o) -> Result<void> {
        PHI1_ASSIGN(JobQueue opened, openQueue(o));
        PHI1_TRY(opened.setPaused(false));
        return changed(opened, o);
    });
}

} // namespace phi1
