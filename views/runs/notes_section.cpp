// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/runs/notes_section.h"

#include <algorithm>

#include <QHBoxLayout>
#include <QLineEdit>
#include <QVBoxLayout>

#include "views/format/number_text.h"
#include "views/state/workspace_session.h"
#include "views/theme/theme.h"
#include "views/widgets/action_button.h"
#include "views/widgets/chip.h"
#include "views/widgets/flow_layout.h"
#include "views/widgets/icon_button.h"
#include "views/widgets/note_edit.h"
#include "views/widgets/section_title.h"
#include "views/widgets/text_label.h"

namespace phi1 {

namespace {

constexpr int savingDelay = 600; ///< milliseconds after the last key

QStringList tagsOf(const RunInfo &run)
{
    QStringList tags;
    for (const std::string &tag : run.annotation.tags)
        tags << QString::fromStdString(tag);
    return tags;
}

} // namespace

NotesSection::NotesSection(WorkspaceSession &session, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_tagRow(new FlowLayout(nullptr, 4))
    , m_newTag(new QLineEdit(this))
    , m_pins(new QVBoxLayout)
    , m_notes(new NoteEdit(this))
{
    m_newTag->setPlaceholderText(tr("Add a tag"));
    m_newTag->setAccessibleName(tr("Add a tag"));
    m_newTag->setProperty("phi1Role", QStringLiteral("small"));
    m_notes->setPlaceholderText(tr("What is this run for? What came out?"));
    m_notes->setAccessibleName(tr("Notes"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(new SectionTitle(tr("Notes"), {}, this));
    column->addWidget(m_notes);
    column->addLayout(m_pins);
    column->addLayout(m_tagRow);
    column->addWidget(m_newTag);
    m_saving.setSingleShot(true);
    m_saving.setInterval(savingDelay);
    connect(&m_saving, &QTimer::timeout, this, &NotesSection::save);
    connect(m_notes, &QPlainTextEdit::textChanged, this, [this] {
        if (m_notes->toPlainText() != m_saved)
            m_saving.start();
    });
    connect(m_notes, &NoteEdit::left, this, &NotesSection::save);
    connect(m_newTag, &QLineEdit::returnPressed, this, [this] {
        const QString tag = m_newTag->text().simplified();
        m_newTag->clear();
        if (!tag.isEmpty())
            addTag(tag);
    });
    connect(&m_session, &WorkspaceSession::notesChanged, this, [this](const QString &runId) {
        if (runId == m_run)
            showPins();
    });
    Theme::instance().follow(this, [column] { column->setSpacing(Theme::instance().px(6)); });
}

NotesSection::~NotesSection()
{
    save();
}

const RunInfo *NotesSection::run() const
{
    return m_run.isEmpty() ? nullptr : m_session.runs()->find(m_run);
}

void NotesSection::setRun(const QString &runId)
{
    if (runId == m_run)
        return;
    save();
    m_run = runId;
    m_pinsShown.clear();
    m_saved.clear();
    m_tags = QStringList{QStringLiteral("\n")}; // shown anew
    const RunInfo *info = run();
    m_saved = info ? QString::fromStdString(info->annotation.notes) : QString();
    m_notes->setPlainText(m_saved);
    m_notes->setEnabled(info != nullptr);
    showTags();
    showPins();
}

void NotesSection::refresh()
{
    const RunInfo *info = run();
    if (!info)
        return;
    const QString stored = QString::fromStdString(info->annotation.notes);
    const bool edited = m_saving.isActive() || m_notes->hasFocus();
    if (!edited && stored != m_notes->toPlainText()) {
        m_saved = stored;
        m_notes->setPlainText(stored);
    }
    showTags();
}

void NotesSection::save()
{
    m_saving.stop();
    const RunInfo *info = run();
    const QString text = m_notes->toPlainText();
    if (!info || text == m_saved)
        return;
    m_saved = text;
    RunAnnotation annotation = info->annotation;
    annotation.notes = text.toStdString();
    emit requested(m_session.setAnnotation(m_run, annotation));
}

void NotesSection::addTag(const QString &tag)
{
    const RunInfo *info = run();
    if (!info || tagsOf(*info).contains(tag))
        return;
    RunAnnotation annotation = info->annotation;
    annotation.tags.push_back(tag.toStdString());
    emit requested(m_session.setAnnotation(m_run, annotation));
    showTags();
}

void NotesSection::removeTag(const QString &tag)
{
    const RunInfo *info = run();
    if (!info)
        return;
    RunAnnotation annotation = info->annotation;
    std::erase(annotation.tags, tag.toStdString());
    emit requested(m_session.setAnnotation(m_run, annotation));
    m_newTag->setFocus(Qt::OtherFocusReason);
    showTags();
}

void NotesSection::showTags()
{
    const RunInfo *info = run();
    const QStringList tags = info ? tagsOf(*info) : QStringList();
    if (tags == m_tags)
        return;
    m_tags = tags;
    while (QLayoutItem *item = m_tagRow->takeAt(0)) {
        // Its own signal may be what led here.
        item->widget()->hide();
        item->widget()->deleteLater();
        delete item;
    }
    for (const QString &tag : tags) {
        auto *chip = new Chip(tag, true, this);
        connect(chip, &Chip::removeRequested, this, [this, tag] { removeTag(tag); });
        connect(chip, &Chip::clicked, this, [this, tag] { emit tagActivated(tag); });
        m_tagRow->addWidget(chip);
        chip->show();
    }
}

void NotesSection::showPins()
{
    const QVector<RunNote> notes = m_run.isEmpty() ? QVector<RunNote>() : m_session.notes(m_run);
    QString shown;
    for (const RunNote &note : notes)
        shown += QString::number(note.id) + u':' + QString::number(note.step) + note.text + u'\n';
    if (shown == m_pinsShown)
        return;
    m_pinsShown = shown;
    while (QLayoutItem *item = m_pins->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater();
        delete item;
    }
    for (const RunNote &note : notes) {
        auto *line = new QWidget(this);
        auto *row = new QHBoxLayout(line);
        row->setContentsMargins(0, 0, 0, 0);
        auto *step = new ActionButton(tr("step %1").arg(grouped(note.step)), QStringLiteral("note"),
                                      ActionButton::Role::Flat, line);
        step->setSmall(true);
        auto *text = new TextLabel(note.text, Theme::Font::Small, Theme::Token::Text2, line);
        text->setWordWrap(true);
        auto *remove = new IconButton(QStringLiteral("close"), tr("Remove the note"), line);
        remove->setSmall(true);
        row->addWidget(step);
        row->addWidget(text, 1);
        row->addWidget(remove);
        connect(step, &QPushButton::clicked, this, [this, note] { emit stepRequested(note.step); });
        connect(remove, &QToolButton::clicked, this,
                [this, note] { emit noteRemovalRequested(note); });
        m_pins->addWidget(line);
        line->show();
    }
}

} // namespace phi1
