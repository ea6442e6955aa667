// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/samples/near_pane.h"

#include <algorithm>
#include <cmath>

#include <QListView>
#include <QPainter>
#include <QSignalBlocker>
#include <QStackedWidget>
#include <QStandardItemModel>
#include <QVBoxLayout>

#include "views/choosers/painted_row.h"
#include "views/code/shown_bytes.h"
#include "views/format/number_text.h"
#include "views/sample_text/sample_text_view.h"
#include "views/theme/theme.h"
#include "views/widgets/icon_button.h"
#include "views/widgets/panel.h"
#include "views/widgets/rule_line.h"
#include "views/widgets/segmented_choice.h"
#include "views/widgets/text_label.h"

namespace phi1 {

using namespace Qt::StringLiterals;

namespace {

constexpr int figureRole = Qt::UserRole + 1;
constexpr int mostRows = 5; ///< of the list before it scrolls

class DuplicateDelegate final : public PaintedRow
{
public:
    explicit DuplicateDelegate(QObject *parent)
        : PaintedRow(160, 28, parent)
    {}

protected:
    void paintRow(QPainter &painter, const QStyleOptionViewItem &row,
                  const QModelIndex &index) const override
    {
        const Theme &theme = Theme::instance();
        const QRect all = row.rect.adjusted(theme.px(12), 0, -theme.px(12), 0);
        painter.setFont(theme.font(Theme::Font::Small));
        const QString figure = index.data(figureRole).toString();
        const int width = painter.fontMetrics().horizontalAdvance(figure) + 1;
        painter.setPen(theme.color(Theme::Token::Text2));
        painter.drawText(all, Qt::AlignVCenter | Qt::AlignRight, figure);
        painter.setPen(theme.color(Theme::Token::Text));
        painter.drawText(all, Qt::AlignVCenter | Qt::AlignLeft,
                         painter.fontMetrics().elidedText(index.data().toString(), Qt::ElideMiddle,
                                                          all.width() - width - theme.px(12)));
    }
};

QString similarity(const SimilarSample &one)
{
    return std::isnan(one.exact) ? approximately(QString::number(one.estimated, 'f', 2))
                                 : QString::number(one.exact, 'f', 2);
}

} // namespace

NearPane::NearPane(SampleTextView &first, QWidget *parent)
    : QWidget(parent)
    , m_first(first)
    , m_panel(new Panel)
    , m_choice(new SegmentedChoice)
    , m_stack(new QStackedWidget)
    , m_list(new QListView)
    , m_items(new QStandardItemModel(this))
    , m_summary(new TextLabel(Theme::Font::Small, Theme::Token::Text2))
    , m_text(new SampleTextView)
    , m_lossText(new SampleTextView)
    , m_open(new IconButton(u"samples"_s, tr("Read it as the current sample")))
{
    setAccessibleName(tr("Second text"));
    m_choice->setAccessibleName(tr("Beside the sample"));
    m_choice->addOption(tr("Near-duplicates"), static_cast<int>(Shows::Duplicates));
    m_choice->addOption(tr("Loss"), static_cast<int>(Shows::Loss));
    m_text->setAccessibleName(tr("Near-duplicate"));
    m_lossText->setAccessibleName(tr("Loss of each token"));
    m_lossText->setPlaceholder(tr("Choose a checkpoint under Loss: the sample is shown here, each "
                                  "token tinted by its loss"));
    m_list->setModel(m_items);
    m_list->setItemDelegate(new DuplicateDelegate(this));
    m_list->setAccessibleName(tr("Near-duplicates"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setUniformItemSizes(true);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setMouseTracking(true);
    m_summary->setWordWrap(true);
    auto *close = new IconButton(u"close"_s, tr("Close the second text"));
    for (IconButton *button : {m_open, close})
        button->setSmall(true);
    m_panel->addHeadWidget(m_choice);
    m_panel->addHeadWidget(m_open);
    m_panel->addHeadWidget(close);
    auto *pair = new QWidget;
    auto *column = new QVBoxLayout(pair);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_list);
    column->addWidget(m_summary);
    column->addWidget(new RuleLine);
    column->addWidget(m_text, 1);
    m_stack->addWidget(pair);
    m_stack->addWidget(m_lossText);
    m_panel->setContent(m_stack);
    m_panel->setContentMargin(0);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_panel);
    connect(m_choice, &SegmentedChoice::currentChanged, this, [this](int index) {
        m_stack->setCurrentIndex(index);
        m_open->setVisible(shows() == Shows::Duplicates);
        if (shows() == Shows::Duplicates)
            compare(currentDuplicate());
        else
            removeMarks();
        emit showsChanged(shows());
    });
    connect(close, &QToolButton::clicked, this, &NearPane::closeRequested);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex &index) { compare(index.row()); });
    const auto open = [this] {
        if (currentDuplicate() >= 0)
            emit sampleRequested(m_duplicates.others[currentDuplicate()].row);
    };
    connect(m_open, &QToolButton::clicked, this, open);
    connect(m_list, &QListView::activated, this, open);
    Theme::instance().follow(this, [this] {
        const Theme &theme = Theme::instance();
        m_summary->setContentsMargins(theme.px(12), theme.px(6), theme.px(12), theme.px(6));
        m_list->setFixedHeight(std::clamp(m_items->rowCount(), 0, mostRows) * theme.px(28));
    });
    clear();
}

NearPane::Shows NearPane::shows() const
{
    return static_cast<Shows>(m_choice->currentData().toInt());
}

void NearPane::setShows(Shows what)
{
    m_choice->setCurrentData(static_cast<int>(what));
}

void NearPane::clear()
{
    setDuplicates({});
    m_summary->clear();
}

void NearPane::setSearching()
{
    clear();
    m_summary->setText(tr("Near-duplicates are looked for…"));
}

void NearPane::setDuplicates(const SimilarSamples &duplicates)
{
    m_duplicates = duplicates;
    {
        const QSignalBlocker blocker(m_list->selectionModel());
        m_items->clear();
        for (const SimilarSample &one : duplicates.others) {
            auto *item = new QStandardItem(shownLine(one.title));
            item->setData(similarity(one), figureRole);
            item->setData(tr("%1, similarity %2").arg(shownLine(one.title), similarity(one)),
                          Qt::AccessibleTextRole);
            m_items->appendRow(item);
        }
    }
    m_list->setFixedHeight(std::clamp(m_items->rowCount(), 0, mostRows) * Theme::instance().px(28));
    m_list->setVisible(m_items->rowCount() > 0);
    m_open->setEnabled(m_items->rowCount() > 0);
    setCurrentDuplicate(duplicates.others.isEmpty() ? -1 : 0);
    compare(currentDuplicate());
}

int NearPane::currentDuplicate() const
{
    return m_list->currentIndex().row();
}

void NearPane::setCurrentDuplicate(int index)
{
    m_list->setCurrentIndex(m_items->index(index, 0));
}

void NearPane::compare(int index)
{
    removeMarks();
    if (index < 0 || index >= m_duplicates.others.size() || !m_duplicates.others[index].sample) {
        m_text->setPlaceholder({});
        m_text->setText({});
        m_summary->setText(!m_duplicates.sentence.isEmpty() ? m_duplicates.sentence
                           : m_duplicates.row == noSample   ? QString()
                                                            : tr("No other sample is nearly the "
                                                                   "same"));
        return;
    }
    m_text->setWrapping(m_first.isWrapping());
    m_text->setText(QByteArray::fromStdString(m_duplicates.others[index].sample->text));
    if (shows() != Shows::Duplicates)
        return;
    QString summary = markDifferences(m_first, *m_text);
    if (!m_duplicates.sentence.isEmpty())
        summary = tr("%1 · %2").arg(summary, m_duplicates.sentence);
    m_summary->setText(summary);
}

void NearPane::removeMarks()
{
    m_first.setLineMarks({});
    m_text->setLineMarks({});
}

QString NearPane::summary() const
{
    return m_summary->text();
}

} // namespace phi1
