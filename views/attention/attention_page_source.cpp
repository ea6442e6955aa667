// SPDX-License-Identifier: GPL-3.0-or-later
// Which checkpoint reads which prompt: what stands there at first, and how both are chosen.
#include "views/attention/attention_page_p.h"

#include <algorithm>
#include <utility>

#include <QFile>
#include <QFileDialog>
#include <QFileInfo>

#include "views/attention/attention_bar.h"
#include "views/attention/choice_button.h"
#include "views/attention/prompt_chooser.h"
#include "views/choosers/checkpoint_chooser.h"
#include "views/state/checkpoint_catalogue.h"
#include "views/state/engine_hub.h"
#include "views/state/prompt_library.h"
#include "views/widgets/toast_host.h"

namespace phi1 {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 longestFile = 4 << 20; ///< bytes; no context takes more

} // namespace

/// On the first visit: the newest finetuned checkpoint, else the newest of all, and the first
/// prompt of the library.
void AttentionPage::Private::preset()
{
    if (m_touched)
        return;
    if (session->prompt().text.isEmpty() && !session->library().prompts().isEmpty()) {
        const QVector<PromptItem> &prompts = session->library().prompts();
        const auto wanted =
            std::find_if(prompts.begin(), prompts.end(), [](const PromptItem &item) {
                return item.id == u"attention/three-small-functions"_s;
            });
        const PromptItem &item = wanted == prompts.end() ? prompts.first() : *wanted;
        m_presetPrompt = item.id;
        session->setPrompt({item.text, item.title, AttentionPrompt::Source::Library, item.id});
    }
    if (!session->capture(AttentionSide::First).facts.checkpoint.path.isEmpty())
        return;
    QString newest;
    for (const CheckpointChoice &choice : session->catalogue().choices()) {
        if (choice.isMissing)
            continue;
        if (choice.stage == u"finetuned"_s) {
            newest = choice.path;
            break;
        }
        if (newest.isEmpty())
            newest = choice.path;
    }
    if (!newest.isEmpty())
        session->setCheckpoint(AttentionSide::First, newest);
}

/// Small models have a small context: a prompt that nobody chose gives way to one that fits.
void AttentionPage::Private::presetShorterPrompt()
{
    const int room = session->capture(AttentionSide::First).facts.context;
    if (m_touched || m_presetPrompt.isEmpty() || session->prompt().id != m_presetPrompt ||
        room <= 0 || session->promptProblem().isEmpty())
        return;
    m_presetPrompt.clear();
    for (const PromptItem &item : session->library().prompts()) {
        // A token stands for one character at least, and for about two in code.
        if (item.builtin && item.text.size() <= room && item.text.startsWith(u"def "_s)) {
            session->setPrompt({item.text, item.title, AttentionPrompt::Source::Library, item.id});
            return;
        }
    }
}

void AttentionPage::Private::usePrompt(const AttentionPrompt &prompt)
{
    m_touched = true;
    m_focused = false; // on to the heads
    session->setPrompt(prompt);
}

/// Whether a capture failed because its text is longer than the context: then its beginning is
/// offered.
void AttentionPage::Private::countPrompt()
{
    const AttentionCaptureInfo &info = session->capture(AttentionSide::First);
    const QString text = session->prompt().text;
    if (info.facts.modelId.isEmpty() || info.facts.context <= 0 || text == m_counted)
        return;
    m_counted = text;
    session->engine().client().tokenize(
        info.facts.modelId, text, this, [this, text](const EngineResult<TokenizedText> &answer) {
            const AttentionCaptureInfo &now = session->capture(AttentionSide::First);
            if (!answer || text != session->prompt().text || now.state != AttentionState::Failed ||
                answer->ids.size() <= now.facts.context)
                return;
            QByteArray beginning;
            for (int token = 0; token < now.facts.context && token < answer->pieces.size(); ++token)
                beginning += answer->pieces[token];
            m_tooLong = QString::fromUtf8(beginning);
            // A character that was cut in two is none.
            while (m_tooLong.endsWith(QChar::ReplacementCharacter))
                m_tooLong.chop(1);
            showCapture();
        });
}

void AttentionPage::Private::useBeginning()
{
    AttentionPrompt prompt = session->prompt();
    prompt.text = std::exchange(m_tooLong, QString());
    session->setPrompt(prompt);
}

void AttentionPage::Private::openChooser(AttentionSide side, const QRect &area)
{
    const PaneFacts &facts = session->capture(side).facts;
    auto *chooser = new CheckpointChooser(session->catalogue(), facts.checkpoint.path,
                                          facts.wantedDtype, &page);
    connect(chooser, &CheckpointChooser::chosen, this, [this, side](const QString &path) {
        m_touched = true;
        m_focused = false; // on to the heads
        session->setCheckpoint(side, path);
    });
    connect(chooser, &CheckpointChooser::dtypeChosen, this,
            [this, side](PaneDtype dtype) { session->setDtype(side, dtype); });
    connect(chooser, &CheckpointChooser::openRequested, this, [this, side] { openFolder(side); });
    chooser->openBelow(area);
}

void AttentionPage::Private::openFolder(AttentionSide side)
{
    auto *dialog = new QFileDialog(&page, tr("Open a checkpoint"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, this, [this, side](const QString &folder) {
        connect(
            &session->catalogue(), &CheckpointCatalogue::opened, this,
            [this, side](const QString &path) {
                m_touched = true;
                session->setCheckpoint(side, path);
            },
            Qt::SingleShotConnection);
        session->catalogue().open(folder);
    });
    dialog->open();
}

void AttentionPage::Private::openPromptFile()
{
    auto *dialog = new QFileDialog(&page, tr("Open a text"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters({tr("Python (*.py)"), tr("Text (*.txt *.md)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &path) {
        QFile file(path);
        const QString name = QFileInfo(path).fileName();
        QString problem;
        QByteArray bytes;
        if (!file.open(QIODevice::ReadOnly))
            problem =
                tr("%1 cannot be read: %2; choose another file.").arg(name, file.errorString());
        else if (bytes = file.read(longestFile + 1); bytes.size() > longestFile)
            problem = tr("%1 has more than 4 MiB, and no context takes as much; choose a shorter "
                         "file.")
                          .arg(name);
        else if (bytes.isEmpty())
            problem = tr("%1 is empty; choose a file with text.").arg(name);
        if (!problem.isEmpty()) {
            context.toasts.show(problem, {}, {}, ToastHost::Kind::Error);
            return;
        }
        AttentionPrompt prompt;
        prompt.text = QString::fromUtf8(bytes);
        prompt.title = name;
        usePrompt(prompt);
    });
    dialog->open();
}

void AttentionPage::Private::begin()
{
    const AttentionCaptureInfo &info = session->capture(AttentionSide::First);
    if (info.facts.checkpoint.path.isEmpty()) {
        if (session->catalogue().choices().isEmpty())
            openFolder(AttentionSide::First);
        else
            openChooser(AttentionSide::First, m_bar->checkpoint()->globalArea());
    } else if (session->prompt().text.isEmpty() || !session->promptProblem().isEmpty()) {
        m_prompts->openBelow(m_bar->prompt()->globalArea());
    } else if (!m_tooLong.isEmpty()) {
        useBeginning();
    } else {
        reload();
    }
}

void AttentionPage::Private::reload()
{
    if (session->engine().process().state() == EngineProcess::State::Died) {
        session->restartEngine();
        return;
    }
    for (const AttentionSide side : {AttentionSide::First, AttentionSide::Second}) {
        const QString path = session->capture(side).facts.checkpoint.path;
        if (path.isEmpty())
            continue;
        session->setCheckpoint(side, {});
        session->setCheckpoint(side, path);
    }
}

} // namespace phi1
