// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/state/prompt_library.h"

#include <algorithm>

#include "core/comparison/library.h"
#include "views/state/compare_store.h"

namespace phi1 {

namespace {

PromptItem itemOf(const PromptEntry &entry)
{
    PromptItem item;
    item.id = QString::fromStdString(entry.id);
    item.group = QString::fromStdString(entry.group);
    item.title = QString::fromStdString(entry.title);
    item.text = QString::fromStdString(entry.text);
    item.note = QString::fromStdString(entry.note);
    item.builtin = entry.builtin;
    return item;
}

PromptEntry entryOf(const PromptItem &item)
{
    PromptEntry entry;
    entry.id = item.id.toStdString();
    entry.group = item.group.toStdString();
    entry.title = item.title.toStdString();
    entry.text = item.text.toStdString();
    entry.note = item.note.toStdString();
    return entry;
}

using Outcomes = QHash<QString, PromptItem::Outcome>;

/// Of each prompt, what its newest comparison came to.
Result<Outcomes> lastOutcomes(ComparisonStore &store)
{
    Outcomes outcomes;
    PHI1_ASSIGN(const auto identical, store.lastOutcomes());
    for (const auto &[prompt, isIdentical] : identical)
        outcomes.insert(QString::fromStdString(prompt), isIdentical ? PromptItem::Outcome::Identical
                                                                    : PromptItem::Outcome::Differs);
    return outcomes;
}

} // namespace

PromptLibrary::PromptLibrary(CompareStore &store, QObject *parent)
    : QObject(parent)
    , m_store(store)
{
    assemble();
    reload();
    m_store.read<Outcomes>(this, &lastOutcomes, [this](const Result<Outcomes> &outcomes) {
        if (!outcomes)
            return; // without marks, then
        for (auto each = outcomes->cbegin(); each != outcomes->cend(); ++each) {
            if (!m_outcomes.contains(each.key())) // what was said meanwhile is newer
                m_outcomes.insert(each.key(), each.value());
        }
        assemble();
        emit changed();
    });
}

void PromptLibrary::reload()
{
    m_store.read<std::vector<PromptEntry>>(
        this, [](ComparisonStore &opened) { return opened.prompts(); },
        [this](const Result<std::vector<PromptEntry>> &own) {
            if (!own)
                return; // the session says what is wrong with the store
            m_own.clear();
            for (const PromptEntry &entry : *own)
                m_own += itemOf(entry);
            assemble();
            emit changed();
        });
}

void PromptLibrary::assemble()
{
    m_prompts.clear();
    for (const PromptEntry &entry : builtinPrompts())
        m_prompts += itemOf(entry);
    m_prompts += m_own;
    for (PromptItem &item : m_prompts)
        item.outcome = m_outcomes.value(item.id, PromptItem::Outcome::NotRun);
}

const PromptItem *PromptLibrary::find(const QString &id) const
{
    const auto found = std::find_if(m_prompts.cbegin(), m_prompts.cend(),
                                    [&](const PromptItem &item) { return item.id == id; });
    return found == m_prompts.cend() ? nullptr : &*found;
}

void PromptLibrary::add(const QString &group, const QString &title, const QString &text)
{
    PromptItem item;
    item.group = group;
    item.title = title;
    item.text = text;
    save(item);
}

void PromptLibrary::change(const PromptItem &item)
{
    if (!item.builtin)
        save(item);
}

void PromptLibrary::putBack(const PromptItem &item)
{
    change(item);
}

void PromptLibrary::save(const PromptItem &item)
{
    // Made twice (after a full disk) a new one would be there twice: it keeps its first id.
    const auto entry = std::make_shared<PromptEntry>(entryOf(item));
    m_store.change<std::string>(
        this,
        [entry](ComparisonStore &store) {
            auto id = store.savePrompt(*entry);
            if (id)
                entry->id = *id;
            return id;
        },
        [this](const Result<std::string> &id) {
            if (!id) {
                emit errorOccurred(QString::fromStdString(id.error().message));
                return;
            }
            reload();
            emit saved(QString::fromStdString(*id));
        });
}

void PromptLibrary::remove(const QString &id)
{
    m_store.change<bool>(
        this,
        [id](ComparisonStore &store) -> Result<bool> {
            PHI1_TRY(store.removePrompt(id.toStdString()));
            return true;
        },
        [this](const Result<bool> &done) {
            if (!done)
                emit errorOccurred(QString::fromStdString(done.error().message));
            reload();
        });
}

void PromptLibrary::setOutcome(const QString &id, PromptItem::Outcome outcome)
{
    if (id.isEmpty() || m_outcomes.value(id, PromptItem::Outcome::NotRun) == outcome)
        return;
    m_outcomes.insert(id, outcome);
    assemble();
    emit changed();
}

} // namespace phi1
