// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/quality/scorer_panel.h"

#include <QFileInfo>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QListWidget>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "views/format/number_text.h"
#include "views/theme/theme.h"
#include "views/widgets/action_button.h"
#include "views/widgets/panel.h"
#include "views/widgets/progress_bar_thin.h"
#include "views/widgets/section_title.h"
#include "views/widgets/text_label.h"

namespace phi1 {
namespace {

QString kindText(QualityScore::Kind kind)
{
    switch (kind) {
    case QualityScore::Kind::FastText:
        return ScorerPanel::tr("fastText");
    case QualityScore::Kind::Forest:
        return ScorerPanel::tr("forest");
    case QualityScore::Kind::Loss:
        return ScorerPanel::tr("loss");
    case QualityScore::Kind::Fact:
        return ScorerPanel::tr("static fact");
    case QualityScore::Kind::Other:
        break;
    }
    return ScorerPanel::tr("score");
}

QWidget *labelled(const QString &label, QWidget *editor)
{
    auto *row = new QWidget;
    auto *layout = new QVBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    layout->addWidget(new TextLabel(label, Theme::Font::Small, Theme::Token::Text2));
    layout->addWidget(editor);
    editor->setAccessibleName(label);
    return row;
}

QVBoxLayout *formLayout(QWidget *form)
{
    auto *layout = new QVBoxLayout(form);
    layout->setContentsMargins(0, 0, 0, 0);
    Theme::instance().follow(form, [layout] { layout->setSpacing(Theme::instance().px(6)); });
    return layout;
}

} // namespace

ScorerPanel::ScorerPanel(QWidget *parent)
    : QWidget(parent)
    , m_list(new QListWidget)
    , m_job(new QWidget)
    , m_jobTitle(new TextLabel(Theme::Font::Section, Theme::Token::Live))
    , m_jobDetail(new TextLabel(Theme::Font::Small, Theme::Token::Text2))
    , m_progress(new ProgressBarThin)
    , m_stop(new ActionButton(tr("Stop"), QStringLiteral("stop"), ActionButton::Role::Flat))
    , m_forms(new QStackedWidget)
{
    m_list->setAccessibleName(tr("Scores of the corpus"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setTextElideMode(Qt::ElideMiddle);
    auto *job = new QVBoxLayout(m_job);
    auto *jobHead = new QHBoxLayout;
    m_stop->setSmall(true);
    jobHead->addWidget(m_jobTitle, 1);
    jobHead->addWidget(m_stop);
    job->addLayout(jobHead);
    job->addWidget(m_progress);
    job->addWidget(m_jobDetail);
    m_jobDetail->setWordWrap(true);
    m_job->hide();

    auto *add = new QWidget;
    auto *addLayout = new QVBoxLayout(add);
    addLayout->addWidget(new SectionTitle(tr("Add a score")));
    auto *kinds = new QHBoxLayout;
    const QStringList names{tr("fastText"), tr("Loss"), tr("Facts")};
    for (int kind = 0; kind < 3; ++kind) {
        m_kinds[kind] = new ActionButton(names[kind], {}, ActionButton::Role::Toggle);
        m_kinds[kind]->setSmall(true);
        connect(m_kinds[kind], &ActionButton::clicked, this,
                [this, kind] { openForm(static_cast<Kind>(kind)); });
        kinds->addWidget(m_kinds[kind]);
    }
    auto *forest = new ActionButton(tr("Forest"), {}, ActionButton::Role::Normal);
    forest->setSmall(true);
    forest->setToolTip(tr("The paper's own filter, trained on labels"));
    connect(forest, &ActionButton::clicked, this, &ScorerPanel::forestRequested);
    kinds->addWidget(forest);
    kinds->addStretch(1);
    addLayout->addLayout(kinds);
    m_forms->addWidget(makeFastTextForm());
    m_forms->addWidget(makeLossForm());
    m_forms->addWidget(makeFactsForm());
    addLayout->addWidget(m_forms);

    auto *content = new QWidget;
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_list, 1);
    column->addWidget(m_job);
    column->addWidget(add);
    auto *panel = new Panel(tr("Scores"));
    panel->setContent(content);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(panel);
    Theme::instance().follow(this, [this, job, addLayout, kinds] {
        const Theme &theme = Theme::instance();
        const int side = theme.px(12);
        job->setContentsMargins(side, theme.px(6), side, theme.px(6));
        job->setSpacing(theme.px(4));
        addLayout->setContentsMargins(side, theme.px(8), side, side);
        addLayout->setSpacing(theme.px(8));
        kinds->setSpacing(theme.px(4));
        m_forms->setMinimumHeight(theme.px(190));
    });
    connect(m_list, &QListWidget::currentRowChanged, this, [this] {
        if (!m_filling && !current().isEmpty())
            emit scoreChosen(current());
    });
    connect(m_stop, &ActionButton::clicked, this, &ScorerPanel::stopRequested);
    openForm(Kind::FastText);
    check();
}

QWidget *ScorerPanel::makeFastTextForm()
{
    auto *form = new QWidget;
    QVBoxLayout *layout = formLayout(form);
    m_file = new QLineEdit;
    m_file->setPlaceholderText(tr("model.bin or model.ftz"));
    auto *browse = new ActionButton(tr("Choose…"), QStringLiteral("folder"));
    browse->setSmall(true);
    connect(browse, &ActionButton::clicked, this, &ScorerPanel::fileRequested);
    auto *file = new QWidget;
    auto *row = new QHBoxLayout(file);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_file, 1);
    row->addWidget(browse);
    m_name = new QLineEdit;
    m_name->setPlaceholderText(tr("of the file"));
    m_weights = new QLineEdit(QStringLiteral("Low=0,Mid=1,High=2"));
    m_weights->setToolTip(tr("What each label counts: the score is the sum of weight × "
                             "probability"));
    m_startFastText = new ActionButton(tr("Score the corpus"), QStringLiteral("play"));
    layout->addWidget(labelled(tr("Classifier"), file));
    m_file->setAccessibleName(tr("Classifier"));
    layout->addWidget(labelled(tr("Name"), m_name));
    layout->addWidget(labelled(tr("Weights of its labels"), m_weights));
    layout->addWidget(m_startFastText);
    layout->addStretch(1);
    connect(m_file, &QLineEdit::textChanged, this, &ScorerPanel::check);
    connect(m_startFastText, &ActionButton::clicked, this, [this] {
        QStringList arguments{QStringLiteral("score"), QStringLiteral("--fasttext"),
                              m_file->text().trimmed()};
        if (!m_name->text().trimmed().isEmpty())
            arguments << QStringLiteral("--name") << m_name->text().trimmed();
        if (!m_weights->text().trimmed().isEmpty())
            arguments << QStringLiteral("--weights") << m_weights->text().trimmed();
        emit startRequested(tr("Scoring by fastText"), arguments);
    });
    return form;
}

QWidget *ScorerPanel::makeLossForm()
{
    auto *form = new QWidget;
    QVBoxLayout *layout = formLayout(form);
    m_checkpointButton =
        new ActionButton(tr("Choose a checkpoint…"), QStringLiteral("checkpoints"));
    m_checkpointButton->setAccessibleName(tr("Checkpoint"));
    m_lossName = new QLineEdit;
    m_lossName->setPlaceholderText(tr("of the checkpoint"));
    m_startLoss = new ActionButton(tr("Score the corpus"), QStringLiteral("play"));
    auto *note = new TextLabel(tr("Mean loss of a sample's tokens: what a model finds hard or "
                                  "odd."),
                               Theme::Font::Small, Theme::Token::Text2);
    note->setWordWrap(true);
    layout->addWidget(labelled(tr("Checkpoint"), m_checkpointButton));
    layout->addWidget(labelled(tr("Name"), m_lossName));
    layout->addWidget(m_startLoss);
    layout->addWidget(note);
    layout->addStretch(1);
    connect(m_checkpointButton, &ActionButton::clicked, this, &ScorerPanel::checkpointRequested);
    connect(m_startLoss, &ActionButton::clicked, this, [this] {
        QStringList arguments{QStringLiteral("score"), QStringLiteral("--loss"), m_checkpoint.path};
        if (!m_lossName->text().trimmed().isEmpty())
            arguments << QStringLiteral("--name") << m_lossName->text().trimmed();
        emit startRequested(tr("Measuring losses"), arguments);
    });
    return form;
}

QWidget *ScorerPanel::makeFactsForm()
{
    auto *form = new QWidget;
    QVBoxLayout *layout = formLayout(form);
    auto *note = new TextLabel(tr("Tokens, whether code parses as Python 3, the share of comments, "
                                  "imports, and names that nothing defines."),
                               Theme::Font::Small, Theme::Token::Text2);
    note->setWordWrap(true);
    m_startFacts = new ActionButton(tr("Look at the corpus"), QStringLiteral("play"));
    layout->addWidget(note);
    layout->addWidget(m_startFacts);
    layout->addStretch(1);
    connect(m_startFacts, &ActionButton::clicked, this, [this] {
        emit startRequested(tr("Looking at static facts"), {QStringLiteral("facts")});
    });
    return form;
}

ActionButton *ScorerPanel::startButton(Kind kind) const
{
    return kind == Kind::FastText ? m_startFastText
           : kind == Kind::Loss   ? m_startLoss
                                  : m_startFacts;
}

void ScorerPanel::openForm(Kind kind)
{
    for (int other = 0; other < 3; ++other)
        m_kinds[other]->setChecked(other == static_cast<int>(kind));
    m_forms->setCurrentIndex(static_cast<int>(kind));
}

void ScorerPanel::check()
{
    const QString noCorpus = m_hasCorpus ? QString() : tr("Choose a corpus first");
    const auto set = [](ActionButton *button, const QString &why) {
        button->setEnabled(why.isEmpty());
        button->setToolTip(why);
    };
    set(m_startFastText, !noCorpus.isEmpty()                  ? noCorpus
                         : m_file->text().trimmed().isEmpty() ? tr("Choose a classifier first")
                                                              : QString());
    set(m_startLoss, !noCorpus.isEmpty()           ? noCorpus
                     : m_checkpoint.path.isEmpty() ? tr("Choose a checkpoint first")
                                                   : QString());
    set(m_startFacts, noCorpus);
}

void ScorerPanel::setHasCorpus(bool has)
{
    m_hasCorpus = has;
    check();
}

void ScorerPanel::setFile(const QString &file)
{
    m_file->setText(file);
    m_file->setCursorPosition(static_cast<int>(file.size()));
}

void ScorerPanel::setCheckpoint(const CheckpointChoice &checkpoint)
{
    m_checkpoint = checkpoint;
    QString text = checkpoint.name;
    if (checkpoint.step >= 0)
        text += QStringLiteral(" · ") + stageText(checkpoint.stage, checkpoint.step);
    m_checkpointButton->setText(text.isEmpty() ? tr("Choose a checkpoint…") : text);
    check();
}

void ScorerPanel::setScores(const QualityScores &scores)
{
    const QString before = current();
    m_scores = scores;
    m_filling = true;
    m_list->clear();
    int row = scores.scores.isEmpty() ? -1 : 0;
    for (int i = 0; i < scores.scores.size(); ++i) {
        const QualityScore &score = scores.scores[i];
        QString text = score.title;
        QString note = kindText(score.kind);
        if (score.isPartial(scores.samples) && scores.samples > 0)
            note = tr("%1, partial: %2")
                       .arg(note, percent(static_cast<double>(score.rows) / scores.samples, 0));
        auto *item = new QListWidgetItem(tr("%1  ·  %2").arg(text, note), m_list);
        item->setToolTip(score.origin);
        if (score.key == before)
            row = i;
    }
    m_list->setCurrentRow(row);
    m_filling = false;
}

QString ScorerPanel::current() const
{
    const int row = m_list->currentRow();
    return row >= 0 && row < m_scores.scores.size() ? m_scores.scores[row].key : QString();
}

void ScorerPanel::setCurrent(const QString &key)
{
    m_filling = true; // it is not chosen by hand
    for (int i = 0; i < m_scores.scores.size(); ++i) {
        if (m_scores.scores[i].key == key)
            m_list->setCurrentRow(i);
    }
    m_filling = false;
}

void ScorerPanel::setJob(const QString &title, double share, const QString &detail)
{
    m_job->setVisible(!title.isEmpty());
    m_jobTitle->setText(title);
    m_progress->setValue(share);
    m_progress->setVisible(!title.isEmpty());
    m_jobDetail->setText(detail);
    m_jobDetail->setVisible(!detail.isEmpty());
}

} // namespace phi1
