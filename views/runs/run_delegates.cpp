// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/runs/run_delegates.h"

#include <cmath>

#include <QLineEdit>
#include <QMouseEvent>
#include <QPainter>

#include "views/format/number_text.h"
#include "views/runs/run_texts.h"
#include "views/state/run_table_model.h"
#include "views/widgets/state_painter.h"

namespace phi1 {

namespace {

void drawText(QPainter &painter, const QRect &rect, const QString &text, Theme::Font font,
              Theme::Token tone, Qt::Alignment alignment = Qt::AlignLeft, bool bold = false,
              Qt::TextElideMode elide = Qt::ElideMiddle)
{
    QFont used = Theme::instance().font(font);
    used.setBold(bold);
    painter.setFont(used);
    painter.setPen(Theme::instance().color(tone));
    const QString elided = painter.fontMetrics().elidedText(text, elide, rect.width());
    painter.drawText(rect, static_cast<int>(alignment | Qt::AlignVCenter) | Qt::TextSingleLine,
                     elided);
}

} // namespace

QColor runColour(const RunInfo &run)
{
    const QColor custom(QString::fromStdString(run.annotation.customColour));
    return custom.isValid() ? custom
                            : Theme::instance().runColor(std::max(run.annotation.colourSlot, 0));
}

int runDashSlot(const RunInfo &run)
{
    const int dash = run.annotation.dash;
    return dash >= 0 ? dash * Theme::runColorCount : std::max(run.annotation.colourSlot, 0);
}

QString devicesText(const QString &devices)
{
    const QStringList names = devices.split(QStringLiteral(", "), Qt::SkipEmptyParts);
    const bool equal = names.size() > 1 && names.count(names.first()) == names.size();
    if (equal)
        return QStringLiteral("%1 × %2").arg(names.size()).arg(names.first());
    return devices == QStringLiteral("cpu") ? QStringLiteral("CPU") : devices;
}

QRect SwatchDelegate::eyeRect(const QRect &cell)
{
    const Theme &theme = Theme::instance();
    return {cell.left() + theme.px(6), cell.top(), theme.px(24), cell.height()};
}

QRect SwatchDelegate::swatchRect(const QRect &cell)
{
    const Theme &theme = Theme::instance();
    return {cell.left() + theme.px(30), cell.top(), theme.px(26), cell.height()};
}

void SwatchDelegate::paintCell(QPainter &painter, const QRect &rect,
                               const QStyleOptionViewItem &option, const QModelIndex &index,
                               const RunInfo &run) const
{
    Q_UNUSED(rect);
    Q_UNUSED(index);
    const Theme &theme = Theme::instance();
    const bool shown = run.annotation.shown;
    const int size = theme.px(15);
    QRect eye(0, 0, size, size);
    eye.moveCenter(eyeRect(option.rect).center());
    painter.drawPixmap(eye, theme.pixmap(shown ? QStringLiteral("eye") : QStringLiteral("eye-off"),
                                         size, shown ? Theme::Token::Text2 : Theme::Token::Axis,
                                         painter.device()->devicePixelRatioF()));
    QRect swatch(0, 0, theme.px(18), theme.px(4));
    swatch.moveCenter(swatchRect(option.rect).center());
    paintSwatch(painter, swatch, runColour(run), shown, runDashSlot(run));
}

bool SwatchDelegate::editorEvent(QEvent *event, QAbstractItemModel *model,
                                 const QStyleOptionViewItem &option, const QModelIndex &index)
{
    Q_UNUSED(model);
    const RunInfo *run = runOf(index);
    if (!run || event->type() != QEvent::MouseButtonRelease)
        return false;
    const auto *mouse = static_cast<QMouseEvent *>(event);
    if (mouse->button() != Qt::LeftButton)
        return false;
    const QString id = run->id; // the slots may change the model
    if (eyeRect(option.rect).contains(mouse->pos())) {
        if (mouse->modifiers() & Qt::AltModifier)
            emit soloRequested(id);
        else
            emit shownToggled(id);
        return true;
    }
    if (swatchRect(option.rect).contains(mouse->pos())) {
        emit colourRequested(id, swatchRect(option.rect));
        return true;
    }
    return false;
}

void RunNameDelegate::paintCell(QPainter &painter, const QRect &rect,
                                const QStyleOptionViewItem &option, const QModelIndex &index,
                                const RunInfo &run) const
{
    Q_UNUSED(index);
    const Theme &theme = Theme::instance();
    QRect text = rect;
    if (run.annotation.baseline) {
        const int size = theme.px(14);
        const QRect pin(rect.right() - size, rect.center().y() - size / 2, size, size);
        painter.drawPixmap(pin, theme.pixmap(QStringLiteral("pin"), size, Theme::Token::Text3,
                                             painter.device()->devicePixelRatioF()));
        text.setRight(pin.left() - theme.px(4));
    }
    drawText(painter, text, run.title, Theme::Font::Body, cellTone(run, Theme::Token::Text),
             Qt::AlignLeft, option.state & QStyle::State_Selected);
}

QWidget *RunNameDelegate::createEditor(QWidget *parent, const QStyleOptionViewItem &option,
                                       const QModelIndex &index) const
{
    Q_UNUSED(option);
    const RunInfo *run = runOf(index);
    auto *editor = new QLineEdit(parent);
    editor->setProperty("phi1Role", QStringLiteral("small"));
    editor->setAccessibleName(tr("Name of the run"));
    if (run)
        editor->setPlaceholderText(run->name);
    return editor;
}

void RunNameDelegate::updateEditorGeometry(QWidget *editor, const QStyleOptionViewItem &option,
                                           const QModelIndex &index) const
{
    Q_UNUSED(index);
    editor->setGeometry(option.rect.adjusted(0, 1, 0, -1));
}

void RunStateDelegate::paintCell(QPainter &painter, const QRect &rect,
                                 const QStyleOptionViewItem &option, const QModelIndex &index,
                                 const RunInfo &run) const
{
    Q_UNUSED(option);
    Q_UNUSED(index);
    paintState(painter, rect, runStateLook(run));
}

void RunProgressDelegate::paintCell(QPainter &painter, const QRect &rect,
                                    const QStyleOptionViewItem &option, const QModelIndex &index,
                                    const RunInfo &run) const
{
    Q_UNUSED(option);
    Q_UNUSED(index);
    if (run.steps <= 0)
        return;
    const Theme &theme = Theme::instance();
    const int bar = theme.px(54);
    paintThinBar(painter, QRect(rect.left(), rect.top(), bar, rect.height()), run.progress,
                 progressTone(run.state));
    const QRect text = rect.adjusted(bar + theme.px(8), 0, theme.px(8), 0);
    const QString done = grouped(std::max<qint64>(run.step, 0));
    const QString planned = tr(" / %1", "of so many steps").arg(grouped(run.steps));
    const QFont font = theme.font(Theme::Font::Small);
    painter.setFont(font);
    painter.setPen(theme.color(cellTone(run, Theme::Token::Text)));
    painter.drawText(text, Qt::AlignVCenter | Qt::AlignLeft, done);
    painter.setPen(theme.color(Theme::Token::Text3));
    painter.drawText(text.adjusted(QFontMetrics(font).horizontalAdvance(done), 0, 0, 0),
                     Qt::AlignVCenter | Qt::AlignLeft, planned);
}

QString RunNumberDelegate::text(const RunInfo &run, int column)
{
    switch (column) {
    case RunTableModel::TimeLeft:
        return timeLeftText(run);
    case RunTableModel::Loss:
        return loss(run.summary.loss);
    case RunTableModel::Best:
        return loss(run.summary.bestLoss);
    case RunTableModel::Validation:
        return loss(run.summary.validation);
    case RunTableModel::TokensPerSecond:
        return siNumber(run.summary.tokensPerSecond);
    case RunTableModel::Mfu:
        return percent(run.summary.mfu);
    default:
        return {};
    }
}

void RunNumberDelegate::paintCell(QPainter &painter, const QRect &rect,
                                  const QStyleOptionViewItem &option, const QModelIndex &index,
                                  const RunInfo &run) const
{
    Q_UNUSED(option);
    const int column = index.column();
    const double value = column == RunTableModel::Loss         ? run.summary.loss
                         : column == RunTableModel::Validation ? run.summary.validation
                                                               : 0.0;
    const bool wrong = !isMissing(value) && !std::isfinite(value);
    const bool first = column == RunTableModel::Loss || column == RunTableModel::TokensPerSecond ||
                       column == RunTableModel::TimeLeft;
    const Theme::Token tone = wrong
                                  ? Theme::Token::Error
                                  : cellTone(run, first ? Theme::Token::Text : Theme::Token::Text2);
    const Theme::Font font =
        column == RunTableModel::TimeLeft ? Theme::Font::Small : Theme::Font::Body;
    drawText(painter, rect, text(run, column), font, tone, Qt::AlignRight, wrong);
}

void RunTextDelegate::paintCell(QPainter &painter, const QRect &rect,
                                const QStyleOptionViewItem &option, const QModelIndex &index,
                                const RunInfo &run) const
{
    Q_UNUSED(option);
    QString text = index.data().toString();
    if (index.column() == RunTableModel::Devices)
        text = devicesText(run.devices);
    else if (index.column() == RunTableModel::Started)
        text = startedText(run);
    const bool prose = index.column() == RunTableModel::Notes;
    drawText(painter, rect, text.simplified(), Theme::Font::Small,
             cellTone(run, Theme::Token::Text2), Qt::AlignLeft, false,
             prose ? Qt::ElideRight : Qt::ElideMiddle);
}

} // namespace phi1
