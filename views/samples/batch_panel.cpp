// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/samples/batch_panel.h"

#include <cmath>

#include <QHBoxLayout>
#include <QListView>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include "views/code/shown_bytes.h"
#include "views/format/number_text.h"
#include "views/samples/sample_row_painting.h"
#include "views/theme/theme.h"
#include "views/widgets/action_button.h"
#include "views/widgets/panel.h"
#include "views/widgets/progress_bar_thin.h"
#include "views/widgets/text_label.h"

namespace phi1 {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype excerptBytes = 240;

/// As a row of the list of samples: sequence and place stand where a sample's origin does.
SampleEntry entryOf(const BatchDocument &document)
{
    SampleEntry entry;
    entry.title = shownLine(document.title);
    entry.excerpt = shownLine(QString::fromUtf8(document.text.left(excerptBytes)).simplified());
    entry.kind = document.source;
    entry.audience = BatchPanel::tr("sequence %1").arg(grouped(document.sequence + 1));
    entry.tokens = document.tokens;
    return entry;
}

class DocumentDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const override
    {
        return {Theme::instance().px(160), Theme::instance().px(68)};
    }
    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override
    {
        const auto document = index.data(BatchList::DocumentRole).value<BatchDocument>();
        SampleRowLook look;
        look.selected = option.state & QStyle::State_Selected;
        look.hovered = option.state & QStyle::State_MouseOver;
        look.focused = look.selected && (option.state & QStyle::State_HasFocus) &&
                       Theme::instance().showsKeyboardFocus();
        if (!std::isnan(document.loss))
            look.figure = loss(document.loss);
        painter->save();
        paintSampleRow(*painter, option.rect, entryOf(document), look);
        painter->restore();
    }
};

} // namespace

BatchPanel::BatchPanel(QWidget *parent)
    : QWidget(parent)
    , m_panel(new Panel)
    , m_back(
          new ActionButton(tr("Back to the corpus"), u"chevron-left"_s, ActionButton::Role::Flat))
    , m_measure(new ActionButton(tr("Measure loss"), u"chevron-down"_s))
    , m_sort(new ActionButton(tr("Highest first"), {}, ActionButton::Role::Toggle))
    , m_sentence(new TextLabel(Theme::Font::Small, Theme::Token::Text3))
    , m_progress(new ProgressBarThin)
    , m_list(new QListView)
{
    setAccessibleName(tr("Documents of a step"));
    for (ActionButton *button : {m_back, m_measure, m_sort})
        button->setSmall(true);
    m_sort->setToolTip(tr("Documents with the highest loss first"));
    m_measure->setToolTip(tr("Loss of each document under a checkpoint"));
    m_sentence->setWordWrap(true);
    m_list->setItemDelegate(new DocumentDelegate(m_list));
    m_list->setAccessibleName(tr("Documents of the step"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setUniformItemSizes(true);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setMouseTracking(true);
    auto *bar = new QWidget;
    auto *row = new QHBoxLayout(bar);
    row->addWidget(m_measure);
    row->addWidget(m_sort);
    row->addStretch(1);
    auto *content = new QWidget;
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(bar);
    column->addWidget(m_progress);
    column->addWidget(m_sentence);
    column->addWidget(m_list, 1);
    m_panel->addHeadWidget(m_back);
    m_panel->setContent(content);
    m_panel->setContentMargin(0);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_panel);
    connect(m_back, &QPushButton::clicked, this, &BatchPanel::closeRequested);
    connect(m_measure, &QPushButton::clicked, this, [this] { emit measureRequested(m_measure); });
    connect(m_sort, &QPushButton::toggled, this, &BatchPanel::sortToggled);
    Theme::instance().follow(this, [this, row] {
        const Theme &theme = Theme::instance();
        row->setContentsMargins(theme.px(12), theme.px(6), theme.px(12), theme.px(6));
        row->setSpacing(theme.px(6));
        m_sentence->setContentsMargins(theme.px(12), theme.px(4), theme.px(12), theme.px(8));
        m_list->viewport()->update();
    });
}

void BatchPanel::setBatch(BatchList *batch)
{
    m_batch = batch;
    m_list->setModel(batch);
    if (!batch)
        return;
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex &index) {
                if (index.isValid())
                    emit documentChosen(index.row());
            });
}

int BatchPanel::currentDocument() const
{
    return m_list->currentIndex().row();
}

QString BatchPanel::sentence() const
{
    return m_sentence->isHidden() ? QString() : m_sentence->text();
}

void BatchPanel::showBatch(const QString &runTitle)
{
    if (!m_batch)
        return;
    m_panel->setTitle(tr("Step %1").arg(grouped(m_batch->step())));
    const int documents = m_batch->rowCount();
    m_panel->setCaption(tr("%1 · %n documents", nullptr, documents).arg(runTitle));
    const QString problem =
        m_batch->problem().isEmpty() ? m_batch->measureProblem() : m_batch->problem();
    m_sentence->setTone(problem.isEmpty() ? Theme::Token::Text3 : Theme::Token::Error);
    m_sentence->setText(
        !problem.isEmpty() ? problem
        : m_batch->isLoading()
            ? tr("The documents of this step are read; data that was not kept is "
                 "made again.")
        : m_batch->isMeasuring()
            ? tr("Measured under %1: %2 of %3")
                  .arg(m_batch->checkpoint().name, grouped(m_batch->measured()), grouped(documents))
            : QString());
    m_sentence->setVisible(!m_sentence->text().isEmpty());
    m_progress->setVisible(m_batch->isMeasuring());
    m_progress->setValue(documents > 0 ? static_cast<double>(m_batch->measured()) / documents : 0);
    m_measure->setEnabled(documents > 0);
    m_sort->setEnabled(m_batch->measured() > 0);
    if (documents > 0 && !m_list->currentIndex().isValid())
        m_list->setCurrentIndex(m_batch->index(0));
}

} // namespace phi1
