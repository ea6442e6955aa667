// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/compare/pane_header.h"

#include "views/code/shown_bytes.h"
#include "views/theme/style_painting.h"
#include "views/theme/theme.h"
#include "views/widgets/chip.h"
#include "views/widgets/icon_button.h"

#include <QHBoxLayout>
#include <QMouseEvent>
#include <QPainter>
#include <QToolButton>

#include <algorithm>

namespace phi1 {

namespace {

constexpr int headHeight = 34;
constexpr int swatchSide = 14;

} // namespace

/// The pane's colour and name, its stage and a chevron: one button.
class PaneChooser final : public QToolButton
{
public:
    explicit PaneChooser(QWidget *parent)
        : QToolButton(parent)
    {
        setFocusPolicy(Qt::StrongFocus);
        setCursor(Qt::PointingHandCursor);
        setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    }

    void show(const QString &name, const QString &stage, const QColor &color, bool chooses)
    {
        m_name = shownLine(name);
        m_stage = stage;
        m_color = color;
        m_chooses = chooses;
        setEnabled(chooses);
        const QString whole =
            stage.isEmpty() ? m_name : PaneHeader::tr("%1, %2").arg(m_name, stage);
        setToolTip(toolTipOf(whole));
        setAccessibleName(chooses ? PaneHeader::tr("Checkpoint: %1").arg(whole) : m_name);
        updateGeometry();
        update();
    }

    QSize sizeHint() const override
    {
        return {nameLeft() + nameWidth() + stageWidth() + chevronWidth() + Theme::instance().px(4),
                Theme::instance().px(26)};
    }
    QSize minimumSizeHint() const override
    {
        return {nameLeft() + Theme::instance().px(40) + chevronWidth(), sizeHint().height()};
    }

protected:
    void paintEvent(QPaintEvent *event) override
    {
        Q_UNUSED(event);
        const Theme &theme = Theme::instance();
        QPainter painter(this);
        if (m_chooses && (underMouse() || isDown()))
            painting::roundedBox(painter, rect(), theme.px(5),
                                 theme.color(isDown() ? Theme::Token::Border : Theme::Token::Hover),
                                 QColor());
        const int side = theme.px(swatchSide);
        const QRectF swatch(theme.px(4), (height() - side) / 2, side, side);
        painting::roundedBox(painter, swatch, theme.px(3), m_color, QColor());
        // The stage gives way before the name does.
        const int room = width() - nameLeft() - chevronWidth() - theme.px(4);
        const bool withStage = room >= nameWidth() + stageWidth();
        const int nameRoom = std::min(nameWidth(), room);
        painter.setFont(nameFont());
        painter.setPen(theme.color(Theme::Token::Text));
        painter.drawText(QRect(nameLeft(), 0, nameRoom + 1, height()),
                         Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                         QFontMetrics(nameFont()).elidedText(m_name, Qt::ElideMiddle, nameRoom));
        int x = nameLeft() + nameRoom;
        if (withStage && !m_stage.isEmpty()) {
            const QRect chip(x + theme.px(8), (height() - theme.px(18)) / 2,
                             stageWidth() - theme.px(8), theme.px(18));
            painting::roundedBox(painter, chip, chip.height() / 2.0,
                                 theme.color(Theme::Token::Sunken), QColor());
            painter.setFont(theme.font(Theme::Font::Caption));
            painter.setPen(theme.color(Theme::Token::Text2));
            painter.drawText(chip, Qt::AlignCenter, m_stage);
            x = chip.right() + 1;
        }
        if (m_chooses)
            painting::themeIcon(painter, QRect(x + theme.px(8), 0, theme.px(13), height()),
                                QStringLiteral("chevron-down"), theme.px(13),
                                theme.color(Theme::Token::Text3));
        if (hasFocus() && theme.showsKeyboardFocus())
            painting::focusRing(painter, rect(), theme.px(5));
    }

private:
    static QFont nameFont() { return Theme::instance().font(Theme::Font::PanelTitle); }
    static int nameLeft() { return Theme::instance().px(4 + swatchSide + 8); }
    int nameWidth() const { return QFontMetrics(nameFont()).horizontalAdvance(m_name) + 1; }
    int stageWidth() const
    {
        const Theme &theme = Theme::instance();
        return m_stage.isEmpty()
                   ? 0
                   : theme.px(8 + 16) +
                         QFontMetrics(theme.font(Theme::Font::Caption)).horizontalAdvance(m_stage);
    }
    int chevronWidth() const { return m_chooses ? Theme::instance().px(21) : 0; }

    QString m_name;
    QString m_stage;
    QColor m_color;
    bool m_chooses = true;
};

PaneHeader::PaneHeader(QWidget *parent)
    : QWidget(parent)
    , m_name(new PaneChooser(this))
    , m_pin(new IconButton(QStringLiteral("pin"), tr("Keep this pane while others change"), this))
    , m_copy(new IconButton(QStringLiteral("copy"), tr("Copy the completion"), this))
    , m_more(new IconButton(QStringLiteral("more"), tr("More"), this))
    , m_extra(new QWidget(this))
{
    auto *layout = new QHBoxLayout(this);
    auto *extra = new QHBoxLayout(m_extra);
    extra->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_name, 0, Qt::AlignVCenter);
    layout->addStretch(1);
    layout->addWidget(m_extra);
    m_pin->setCheckable(true);
    for (IconButton *button : {m_pin, m_copy, m_more}) {
        button->setSmall(true);
        layout->addWidget(button);
    }
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    connect(m_name, &QToolButton::clicked, this, [this] { emit chooseRequested(chooserRect()); });
    connect(m_pin, &QToolButton::clicked, this, &PaneHeader::pinToggled);
    connect(m_copy, &QToolButton::clicked, this, &PaneHeader::copyRequested);
    connect(m_more, &QToolButton::clicked, this,
            [this] { emit moreRequested(QRect(m_more->mapToGlobal(QPoint()), m_more->size())); });
    Theme::instance().follow(this, [this, layout, extra] {
        const Theme &theme = Theme::instance();
        layout->setContentsMargins(theme.px(8), 0, theme.px(6), 1);
        layout->setSpacing(theme.px(8));
        extra->setSpacing(theme.px(8));
        setFixedHeight(theme.px(headHeight) + 1);
        describe();
    });
}

void PaneHeader::setSlot(int slot)
{
    m_slot = slot;
    describe();
}

void PaneHeader::setName(const QString &name)
{
    m_modelName = name;
    describe();
}

void PaneHeader::setStage(const QString &text)
{
    m_stageText = text;
    describe();
}

void PaneHeader::setBlindName(const QString &name)
{
    m_blindName = name;
    describe();
}

void PaneHeader::setPinned(bool pinned)
{
    m_pin->setChecked(pinned);
}

void PaneHeader::setCurrent(bool current)
{
    if (current == m_current)
        return;
    m_current = current;
    update();
}

QRect PaneHeader::chooserRect() const
{
    return {m_name->mapToGlobal(QPoint()), m_name->size()};
}

void PaneHeader::addWidget(QWidget *widget)
{
    m_extra->layout()->addWidget(widget);
}

void PaneHeader::describe()
{
    const Theme &theme = Theme::instance();
    if (isBlind())
        m_name->show(m_blindName, {}, theme.color(Theme::Token::Axis), false);
    else
        m_name->show(
            m_modelName.isEmpty() ? tr("Choose a checkpoint") : m_modelName, m_stageText,
            m_modelName.isEmpty() ? theme.color(Theme::Token::Axis) : theme.runColor(m_slot), true);
}

void PaneHeader::mousePressEvent(QMouseEvent *event)
{
    QWidget::mousePressEvent(event);
    if (event->button() == Qt::LeftButton)
        emit pressed();
}

void PaneHeader::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event);
    const Theme &theme = Theme::instance();
    QPainter painter(this);
    painter.fillRect(QRect(0, height() - 1, width(), 1), theme.color(Theme::Token::Border));
    // The pane that the keys act on: a bar at its edge, as rows that are selected have.
    if (m_current)
        painter.fillRect(QRect(0, 0, theme.px(3), height() - 1), theme.color(Theme::Token::Accent));
}

} // namespace phi1
