// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/choosers/checkpoint_chooser.h"

#include <algorithm>
#include <cmath>

#include <QCoreApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QScreen>
#include <QStandardItemModel>
#include <QTreeView>
#include <QVBoxLayout>

#include "views/format/number_text.h"
#include "views/state/checkpoint_catalogue.h"
#include "views/theme/theme.h"
#include "views/widgets/action_button.h"
#include "views/widgets/search_field.h"
#include "views/widgets/segmented_choice.h"
#include "views/widgets/text_label.h"

namespace phi1 {

using namespace Qt::StringLiterals;

namespace {

constexpr int pathRole = Qt::UserRole + 1;

/// What stands in the row of a checkpoint: step, stage, when.
QString rowText(const CheckpointChoice &choice)
{
    QString text =
        choice.step >= 0 ? CheckpointChooser::tr("step %1").arg(grouped(choice.step)) : choice.name;
    if (choice.isMissing)
        text = CheckpointChooser::tr("%1, not there any more").arg(text);
    return text;
}

} // namespace

CheckpointChooser::CheckpointChooser(CheckpointCatalogue &catalogue, const QString &current,
                                     PaneDtype dtype, QWidget *parent)
    : QFrame(parent, Qt::Popup)
    , m_catalogue(catalogue)
    , m_path(current)
    , m_search(new SearchField(tr("Find a checkpoint")))
    , m_tree(new QTreeView)
    , m_items(new QStandardItemModel(this))
    , m_dtype(new SegmentedChoice)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setFrameShape(QFrame::StyledPanel);
    setAccessibleName(tr("Choice of the checkpoint"));
    m_tree->setModel(m_items);
    m_tree->setAccessibleName(tr("Checkpoints"));
    m_tree->setHeaderHidden(true);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setUniformRowHeights(true);
    m_tree->setRootIsDecorated(true);
    m_tree->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_tree->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_search->installEventFilter(this);
    m_dtype->setAccessibleName(tr("Arithmetic"));
    m_dtype->addOption(tr("Auto"), static_cast<int>(PaneDtype::Auto));
    m_dtype->addOption(tr("float32"), static_cast<int>(PaneDtype::Float32));
    m_dtype->addOption(tr("bfloat16"), static_cast<int>(PaneDtype::BFloat16));
    m_dtype->addOption(tr("int8"), static_cast<int>(PaneDtype::Int8));
    m_dtype->setCurrentData(static_cast<int>(dtype));
    auto *open = new ActionButton(tr("Open from disk…"), u"folder"_s);
    open->setSmall(true);
    auto *column = new QVBoxLayout(this);
    column->addWidget(m_search);
    column->addWidget(m_tree, 1);
    auto *row = new QHBoxLayout;
    row->addWidget(new TextLabel(tr("Arithmetic"), Theme::Font::Small, Theme::Token::Text2));
    row->addWidget(m_dtype);
    row->addStretch(1);
    row->addWidget(open);
    column->addLayout(row);
    const Theme &theme = Theme::instance();
    column->setContentsMargins(theme.px(10), theme.px(10), theme.px(10), theme.px(10));
    column->setSpacing(theme.px(8));
    row->setSpacing(theme.px(8));
    setFixedSize(theme.px(480), theme.px(420));
    connect(m_search, &QLineEdit::textChanged, this, &CheckpointChooser::fill);
    connect(&m_catalogue, &CheckpointCatalogue::changed, this, &CheckpointChooser::fill);
    connect(m_tree, &QTreeView::clicked, this, &CheckpointChooser::choose);
    connect(m_tree, &QTreeView::activated, this, &CheckpointChooser::choose);
    connect(m_dtype, &SegmentedChoice::currentDataChanged, this, [this](const QVariant &value) {
        emit dtypeChosen(static_cast<PaneDtype>(value.toInt()));
    });
    connect(open, &QPushButton::clicked, this, [this] {
        emit openRequested();
        close();
    });
    fill();
}

void CheckpointChooser::openBelow(const QRect &globalArea)
{
    const QRect room = screen()->availableGeometry();
    const int gap = Theme::instance().px(4);
    QPoint place(globalArea.left(), globalArea.bottom() + gap);
    if (place.y() + height() > room.bottom())
        place.setY(std::max(room.top(), globalArea.top() - gap - height()));
    place.setX(std::clamp(place.x(), room.left(), std::max(room.left(), room.right() - width())));
    move(place);
    show();
    m_search->setFocus(Qt::PopupFocusReason);
}

void CheckpointChooser::fill()
{
    const QString wanted = m_search->text().trimmed();
    const QModelIndex before = m_tree->currentIndex();
    const QString kept = before.isValid() ? before.data(pathRole).toString() : m_path;
    m_items->clear();
    m_items->setColumnCount(2);
    QStandardItem *group = nullptr;
    QString groupId;
    QModelIndex current, first;
    for (const CheckpointChoice &choice : m_catalogue.choices()) {
        const QString words = choice.name % u' ' % choice.stage % u' ' %
                              QString::number(choice.step) % u' ' % choice.path;
        if (!wanted.isEmpty() && !words.contains(wanted, Qt::CaseInsensitive))
            continue;
        const QString id = choice.runId.isEmpty() ? u"disk"_s : choice.runId;
        if (!group || id != groupId) {
            groupId = id;
            group =
                new QStandardItem(choice.runId.isEmpty() ? tr("Opened from disk") : choice.name);
            QFont font = group->font();
            font.setBold(true);
            group->setFont(font);
            group->setSelectable(false);
            auto *aside =
                new QStandardItem(choice.runId.isEmpty() ? QString() : stageText(choice.stage, -1));
            aside->setForeground(Theme::instance().color(Theme::Token::Text3));
            aside->setSelectable(false);
            m_items->appendRow({group, aside});
        }
        auto *item = new QStandardItem(choice.runId.isEmpty() ? choice.name : rowText(choice));
        item->setData(choice.path, pathRole);
        item->setToolTip(choice.path);
        item->setEnabled(!choice.isMissing);
        auto *written =
            new QStandardItem(std::isnan(choice.written) ? QString() : localTime(choice.written));
        written->setData(choice.path, pathRole);
        written->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
        written->setForeground(Theme::instance().color(Theme::Token::Text3));
        group->appendRow({item, written});
        if (choice.path == kept)
            current = item->index();
        if (!first.isValid() && !choice.isMissing)
            first = item->index();
    }
    m_tree->header()->setStretchLastSection(false);
    m_tree->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_tree->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    m_tree->expandAll();
    m_tree->setCurrentIndex(current.isValid() ? current : first);
    if (current.isValid())
        m_tree->scrollTo(current);
}

void CheckpointChooser::choose()
{
    const QString path = m_tree->currentIndex().data(pathRole).toString();
    if (path.isEmpty())
        return;
    emit chosen(path);
    close();
}

bool CheckpointChooser::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_search && event->type() == QEvent::KeyPress) {
        auto *key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_Up || key->key() == Qt::Key_Down ||
            key->key() == Qt::Key_PageUp || key->key() == Qt::Key_PageDown) {
            // The field keeps the focus: typing goes on, the keys walk the list.
            QCoreApplication::sendEvent(m_tree, event);
            return true;
        }
        if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
            choose();
            return true;
        }
    }
    return QFrame::eventFilter(watched, event);
}

} // namespace phi1
