// SPDX-License-Identifier: GPL-3.0-or-later
// The commands of the page.
#include "views/compare/compare_page_p.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>
#include <QSaveFile>
#include <QStackedWidget>

#include "views/choosers/text_popup.h"
#include "views/compare/pane_area.h"
#include "views/compare/pane_view.h"
#include "views/compare/prompt_editor.h"
#include "views/compare/prompt_panel.h"
#include "views/compare/side_panel.h"
#include "views/compare/token_card.h"
#include "views/shell/action_registry.h"
#include "views/state/compare_blind.h"
#include "views/state/compare_history.h"
#include "views/state/prompt_library.h"
#include "views/theme/theme.h"
#include "views/widgets/action_button.h"
#include "views/widgets/toast_host.h"

namespace phi1 {

using namespace Qt::StringLiterals;

namespace {

QString suffixOf(CompareSession::ExportFormat format)
{
    switch (format) {
    case CompareSession::ExportFormat::Markdown:
        return u"md"_s;
    case CompareSession::ExportFormat::JsonText:
        return u"json"_s;
    case CompareSession::ExportFormat::Html:
        break;
    }
    return u"html"_s;
}

/// A title as a file's name.
QString fileName(const QString &title)
{
    QString name;
    for (const QChar character : title.left(60))
        name += character.isLetterOrNumber() ? character.toLower() : QChar(u'-');
    return name.isEmpty() ? u"comparison"_s : name;
}

} // namespace

void ComparePage::Private::addActions()
{
    ActionRegistry &registry = context.actions;
    const auto add = [&](const QString &id, const QString &text, const QList<QKeySequence> &keys,
                         const QString &group, std::function<void()> act) {
        m_actions.insert(
            id, registry.add(u"compare."_s + id, text, keys, group, &page, std::move(act)));
    };
    const QString group = tr("Compare");
    add(u"run"_s, tr("Run"),
        {QKeySequence(Qt::CTRL | Qt::Key_Return), QKeySequence(Qt::CTRL | Qt::Key_Enter)}, group,
        [this] { run(); });
    add(u"stop"_s, tr("Stop"), {QKeySequence(Qt::Key_Escape)}, group, [this] { stopOrDismiss(); });
    add(u"regenerate"_s, tr("Regenerate"), {QKeySequence(Qt::CTRL | Qt::Key_R)}, group,
        [this] { session->regenerate(); });
    add(u"branch"_s, tr("Branch at the token"), {QKeySequence(Qt::Key_B)}, group,
        [this] { openCard(m_current, m_area->pane(m_current)->tokens()->currentToken()); });
    add(u"attention"_s, tr("Show attention"), {}, group, [this] { showAttention(m_current); });
    add(u"add-pane"_s, tr("Add a pane"), {}, group, [this] { session->addPane(); });
    add(u"set"_s, tr("Run a set of prompts over checkpoints…"), {}, group,
        [this] { context.navigate(u"compare-set"_s, {}); });
    add(u"save-prompt"_s, tr("Save the prompt…"), {}, group,
        [this] { savePrompt(m_prompt->editor()); });
    for (int place = 0; place < CompareSession::mostPanes; ++place)
        add(u"pane-%1"_s.arg(place + 1), tr("Pane %1").arg(place + 1),
            {QKeySequence(Qt::ALT | static_cast<Qt::Key>(Qt::Key_1 + place))}, group,
            [this, place] { focusPlace(place); });
    const QString view = tr("Completions");
    add(u"next-difference"_s, tr("Next difference"), {QKeySequence(Qt::Key_F8)}, view,
        [this] { goToDifference(1); });
    add(u"previous-difference"_s, tr("Previous difference"), {QKeySequence(Qt::SHIFT | Qt::Key_F8)},
        view, [this] { goToDifference(-1); });
    add(u"tint"_s, tr("Next tint"), {QKeySequence(Qt::Key_T)}, view, [this] {
        constexpr int tints = static_cast<int>(CompareBar::Tint::Off) + 1;
        m_bar->setTint(
            static_cast<CompareBar::Tint>((static_cast<int>(m_bar->tint()) + 1) % tints));
    });
    add(u"diff"_s, tr("Differences, or back"), {QKeySequence(Qt::Key_D)}, view, [this] {
        m_bar->setView(m_bar->view() == CompareBar::View::Diff ? CompareBar::View::Tokens
                                                               : CompareBar::View::Diff);
    });
    const QString blind = tr("Blind mode");
    add(u"blind"_s, tr("Blind mode"), {QKeySequence(Qt::CTRL | Qt::Key_B)}, blind,
        [this] { toggleBlind(); });
    add(u"vote-left"_s, tr("The left one is better"), {QKeySequence(Qt::ALT | Qt::Key_Left)}, blind,
        [this] { vote(0); });
    add(u"vote-right"_s, tr("The right one is better"), {QKeySequence(Qt::ALT | Qt::Key_Right)},
        blind, [this] { vote(1); });
    add(u"vote-tie"_s, tr("Both are alike"), {QKeySequence(Qt::ALT | Qt::Key_Down)}, blind,
        [this] { vote(-1); });
    add(u"undo-vote"_s, tr("Take the last vote back"), {}, blind,
        [this] { session->blind().undoVote(); });
    add(u"reveal"_s, tr("Show who wrote which"), {}, blind, [this] { session->blind().reveal(); });
    const QString files = tr("Export");
    add(u"export-markdown"_s, tr("Export as Markdown…"), {}, files,
        [this] { exportAs(CompareSession::ExportFormat::Markdown); });
    add(u"export-json"_s, tr("Export as JSON…"), {}, files,
        [this] { exportAs(CompareSession::ExportFormat::JsonText); });
    add(u"export-html"_s, tr("Export as HTML…"), {}, files,
        [this] { exportAs(CompareSession::ExportFormat::Html); });
    registry.describeKeys(group, tr("Previous or next token"), tr("← →"), &page);
    registry.describeKeys(group, tr("Pin the card of the token"), tr("Enter"), &page);
}

QList<QWidget *> ComparePage::Private::headerActions()
{
    auto *blind = new ActionButton(tr("Blind mode"), u"eye-off"_s, ActionButton::Role::Flat);
    connect(blind, &QPushButton::clicked, this, &Private::toggleBlind);
    m_blindButton = blind;
    auto *add = new ActionButton(tr("Add pane"), u"plus"_s);
    connect(add, &QPushButton::clicked, this, [this] { session->addPane(); });
    m_addButton = add;
    auto *set = new ActionButton(tr("Run set over all…"));
    connect(set, &QPushButton::clicked, this, [this] { context.navigate(u"compare-set"_s, {}); });
    m_setButton = set;
    auto *exports = new ActionButton(tr("Export"), u"export"_s);
    connect(exports, &QPushButton::clicked, this, [this, exports] {
        auto *menu = new QMenu(exports);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        fillExportMenu(menu);
        menu->popup(exports->mapToGlobal(QPoint(0, exports->height())));
    });
    m_exportButton = exports;
    updateActions();
    return {blind, add, set, exports};
}

void ComparePage::Private::fillExportMenu(QMenu *menu)
{
    for (const QString &id : {u"export-markdown"_s, u"export-json"_s, u"export-html"_s})
        menu->addAction(m_actions.value(id));
    menu->addSeparator();
    QAction *copy = menu->addAction(tr("Copy as Markdown"), this, [this] {
        awaitExport(session->requestExport(CompareSession::ExportFormat::Markdown), QString());
    });
    copy->setEnabled(m_actions.value(u"export-markdown"_s)->isEnabled());
}

void ComparePage::Private::updateActions()
{
    if (m_actions.isEmpty())
        return;
    const CompareBlind &blind = session->blind();
    bool written = false;
    for (int i = 0; i < session->paneCount(); ++i)
        written = written || session->pane(i).currentCompletion() != nullptr;
    const bool running = session->isRunning();
    const bool canVote = blind.isActive() && blind.voteProblem().isEmpty();
    const auto enable = [this](const QString &id, bool on) { m_actions.value(id)->setEnabled(on); };
    enable(u"run"_s, session->runProblem().isEmpty() && !running);
    enable(u"regenerate"_s, session->runProblem().isEmpty() && !running);
    // Otherwise Esc belongs to what has the focus.
    enable(u"stop"_s, running);
    enable(u"add-pane"_s, session->paneCount() < CompareSession::mostPanes && !blind.hides());
    for (int place = 0; place < CompareSession::mostPanes; ++place)
        enable(u"pane-%1"_s.arg(place + 1), place < session->paneCount());
    for (const QString &id : {u"vote-left"_s, u"vote-right"_s})
        enable(id, canVote && session->paneCount() == 2);
    enable(u"vote-tie"_s, canVote);
    enable(u"undo-vote"_s, blind.isActive() && !blind.votes().isEmpty());
    enable(u"reveal"_s, blind.hides());
    const bool canExport = written && !running && !blind.hides();
    for (const QString &id : {u"export-markdown"_s, u"export-json"_s, u"export-html"_s})
        enable(id, canExport);
    enable(u"branch"_s, written);
    enable(u"attention"_s, !blind.hides() && m_current < session->paneCount() &&
                               !session->pane(m_current).facts.checkpoint.path.isEmpty());
    enable(u"save-prompt"_s, !session->prompt().isEmpty());
    if (m_addButton)
        m_addButton->setEnabled(m_actions.value(u"add-pane"_s)->isEnabled());
    if (m_exportButton) {
        m_exportButton->setEnabled(canExport);
        m_exportButton->setToolTip(canExport       ? QString()
                                   : blind.hides() ? tr("After the blind mode")
                                   : running       ? tr("Once it has ended")
                                                   : tr("Nothing was written yet"));
    }
    if (m_blindButton)
        m_blindButton->setText(blind.isActive() ? tr("End blind mode") : tr("Blind mode"));
}

void ComparePage::Private::run()
{
    if (session->isRunning())
        return;
    if (const QString problem = session->runProblem(); !problem.isEmpty()) {
        context.showResult(problem);
        return;
    }
    m_touched = true;
    closeSeries();
    m_card->dismiss();
    session->run();
}

void ComparePage::Private::stopOrDismiss()
{
    if (m_card->isVisible())
        m_card->dismiss();
    else if (session->isRunning())
        session->stop();
}

void ComparePage::Private::vote(int place)
{
    const QString problem = session->blind().voteProblem();
    if (!problem.isEmpty()) {
        context.showResult(problem);
        return;
    }
    session->blind().vote(place);
    context.toasts.show(place < 0
                            ? tr("Both are alike: noted")
                            : tr("%1 is better: noted").arg(session->blind().placeName(place)),
                        tr("Undo"), [this] { session->blind().undoVote(); });
}

void ComparePage::Private::toggleBlind()
{
    const bool active = !session->blind().isActive();
    m_card->dismiss();
    session->blind().setActive(active);
    if (!active && !session->blind().votes().isEmpty()) {
        m_side->showTab(SidePanel::Tab::Votes);
        context.showResult(tr("The votes stand at the left"));
    }
}

void ComparePage::Private::exportAs(CompareSession::ExportFormat format)
{
    askForFile(session->requestExport(format), format, fileName(session->title()));
}

void ComparePage::Private::exportVotes(QWidget *button)
{
    auto *menu = new QMenu(button);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto offer = [&](const QString &text, CompareSession::ExportFormat format) {
        menu->addAction(text, this, [this, format] {
            askForFile(session->requestVoteExport(format), format, u"votes"_s);
        });
    };
    offer(tr("Export as Markdown…"), CompareSession::ExportFormat::Markdown);
    offer(tr("Export as JSON…"), CompareSession::ExportFormat::JsonText);
    offer(tr("Export as HTML…"), CompareSession::ExportFormat::Html);
    menu->popup(button->mapToGlobal(QPoint(0, button->height())));
}

void ComparePage::Private::askForFile(quint64 request, CompareSession::ExportFormat format,
                                      const QString &name)
{
    // The text is made while the name is chosen; whichever comes last writes the file.
    auto *dialog = new QFileDialog(&page, tr("Export"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(suffixOf(format));
    dialog->selectFile(name + u'.' + suffixOf(format));
    connect(dialog, &QFileDialog::fileSelected, this,
            [this, request](const QString &path) { awaitExport(request, path); });
    connect(dialog, &QDialog::rejected, this, [this, request] { m_exportTexts.remove(request); });
    dialog->open();
}

void ComparePage::Private::awaitExport(quint64 request, const QString &path)
{
    m_exportFiles.insert(request, path);
    if (m_exportTexts.contains(request))
        takeExport(request, m_exportTexts.take(request));
}

void ComparePage::Private::takeExport(quint64 request, const QByteArray &text)
{
    const auto found = m_exportFiles.constFind(request);
    if (found == m_exportFiles.constEnd()) {
        m_exportTexts.insert(request, text); // the name is still being chosen
        return;
    }
    const QString path = m_exportFiles.take(request);
    if (path.isEmpty()) {
        QApplication::clipboard()->setText(QString::fromUtf8(text));
        context.showResult(tr("Copied as Markdown"));
        return;
    }
    QSaveFile file(path);
    if (file.open(QIODevice::WriteOnly) && file.write(text) == text.size() && file.commit())
        context.showResult(tr("Exported %1").arg(QFileInfo(path).fileName()));
    else
        context.toasts.show(
            tr("%1 could not be written: %2; choose another folder.").arg(path, file.errorString()),
            {}, {}, ToastHost::Kind::Error);
}

void ComparePage::Private::savePrompt(QWidget *button)
{
    const QString text = session->prompt();
    auto *popup = new TextPopup(tr("Save the prompt as"), session->title(), &page);
    connect(popup, &TextPopup::accepted, this, [this, text](const QString &title) {
        session->library().add(tr("My prompts"), title, text);
    });
    popup->openBelow(button);
}

void ComparePage::Private::renamePrompt(const QString &id, const QRect &area)
{
    const PromptItem *item = session->library().find(id);
    if (!item)
        return;
    auto *popup = new TextPopup(tr("Name of the prompt"), item->title, &page);
    connect(popup, &TextPopup::accepted, this, [this, id](const QString &title) {
        const PromptItem *found = session->library().find(id);
        if (!found)
            return;
        PromptItem changed = *found;
        changed.title = title;
        session->library().change(changed);
    });
    popup->openAt(area.bottomLeft());
}

void ComparePage::Private::removePrompt(const QString &id)
{
    const PromptItem *item = session->library().find(id);
    if (!item)
        return;
    if (item->builtin) {
        context.showResult(tr("Prompts that come with the program stay"));
        return;
    }
    const PromptItem kept = *item;
    session->library().remove(id);
    context.toasts.show(tr("Removed the prompt %1").arg(kept.title), tr("Undo"),
                        [this, kept] { session->library().putBack(kept); });
}

void ComparePage::Private::renameRecord(qint64 id, const QString &title, const QRect &area)
{
    auto *popup = new TextPopup(tr("Name of the comparison"), title, &page);
    connect(popup, &TextPopup::accepted, this,
            [this, id](const QString &text) { session->history().rename(id, text); });
    popup->openAt(area.bottomLeft());
}

void ComparePage::Private::removeRecord(qint64 id)
{
    session->history().remove(id);
    context.toasts.show(tr("Removed the comparison from the history"), tr("Undo"),
                        [this, id] { session->history().restore(id); });
}

} // namespace phi1
